import type { Column, Value } from '../../projections/column.js'

type SqlType = Column<Value>['sqlType']

// Postgres has no year 0: it calls it 1 BC.
const fromBc = (text: string): string => (text.endsWith(' BC') ? `0000${text.slice(4, -3)}` : text)

/** `2017-10-02 13:56:33.5+00`, in a session whose zone is UTC and whose date style is ISO, as an instant. */
const instantFrom = (text: string): string => {
  const [day, time = ''] = text.split(' ')
  const [seconds = '', fraction = ''] = time.replace('+00', '').split('.')
  const instant = `${day ?? ''}T${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  return text.endsWith(' BC') ? fromBc(`${instant} BC`) : instant
}

/** A value as Postgres wrote it in a session of ours. */
export const valueFrom = (sqlType: SqlType, text: string | null): Value => {
  if (text === null) return null
  switch (sqlType) {
    case 'text':
      return text
    case 'int8':
      return BigInt(text)
    case 'int4':
      return Number(text)
    case 'bool':
      return text === 't'
    case 'timestamptz':
      return instantFrom(text)
    case 'date':
      return fromBc(text)
  }
}

/** A value as Postgres reads it. */
export const textOf = (sqlType: SqlType, value: Value): string | null => {
  if (value === null) return null
  const text = String(value)
  const isTime = sqlType === 'timestamptz' || sqlType === 'date'
  return isTime && text.startsWith('0000-') ? `0001${text.slice(4)} BC` : text
}
