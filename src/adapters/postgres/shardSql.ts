import { ofSellers, PERIOD_LENGTH } from '../../projections/partition.js'

const ID = `substr(stream, strpos(stream, '-') + 1)`

/** SQL: the shard, of `of` (SQL too), that an event is of: `shardKey` and `textHash`, by the column `stream`. */
export const shardSql = (of: string): string => {
  const isOfSeller = ofSellers.map((category) => `starts_with(stream, '${category}-')`).join(' OR ')
  const key = `CASE WHEN ${isOfSeller} THEN left(${ID}, -${PERIOD_LENGTH}) ELSE ${ID} END`
  return `((hashtext(${key}) & 2147483647) % ${of})`
}
