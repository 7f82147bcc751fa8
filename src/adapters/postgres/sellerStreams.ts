import type { Pool } from 'pg'
import type { SellerStreams } from '../../application/streamsOfSeller.js'
import { sellerStreams } from '../../projections/sellerStreams.js'
import { reader, statement } from './queries/reader.js'
import { optional } from './queries/row.js'
import { quotedSchema } from './schemaName.js'

const TIMEOUT_MS = 30_000

/** Which streams are a seller's, from the read model that keeps it; what is known and how far is told by one statement. */
export const postgresSellerStreams = ({
  pool,
  schema,
}: {
  readonly pool: Pool
  readonly schema: string
}): SellerStreams => {
  const ask = reader(pool, TIMEOUT_MS)
  const quoted = quotedSchema(schema)
  const question = statement(
    'streams_of_seller',
    `SELECT NULL AS stream, NULL AS parked,
         (SELECT CASE WHEN count(*) = count(commit_position) THEN min(commit_position)::text END
            FROM ${quoted}.projection_checkpoints
            WHERE name = '${sellerStreams.name}' OR name LIKE '${sellerStreams.name}#%') AS known_to
       UNION ALL
       SELECT stream, NULL, NULL FROM
         (SELECT stream FROM ${quoted}.seller_streams WHERE seller_id = $1 AND position <= $2::int8 ORDER BY position) s
       UNION ALL
       SELECT DISTINCT NULL, stream, NULL FROM ${quoted}.parked_events
         WHERE split_part(projection, '#', 1) = '${sellerStreams.name}' AND commit_position <= $2::int8`,
  )
  return {
    streamsOf: async (sellerId, upTo) => {
      const rows = await ask(question, [sellerId, upTo.toString()])
      const knownTo = rows.map((row) => optional(row, 'known_to')).find((text) => text !== undefined)
      return {
        parked: rows.flatMap((row) => optional(row, 'parked') ?? []),
        streams: rows.flatMap((row) => optional(row, 'stream') ?? []),
        knownTo: knownTo === undefined ? undefined : BigInt(knownTo),
      }
    },
  }
}
