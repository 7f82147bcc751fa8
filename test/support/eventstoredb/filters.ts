import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import type { LogRecord } from './records.js'

const WINDOW = 32

export interface Filter {
  readonly wants: (record: LogRecord) => boolean
  /** A checkpoint is told whenever so many records have been looked at. */
  readonly checkpointEvery: number
}

/** `undefined` where the subscription asks for everything; then there are no checkpoints either. */
export const filterOf = (options: ReadReq.Options): Filter | undefined => {
  const filter = options.getFilter()
  if (filter === undefined) return undefined
  const onType = filter.getEventType()
  const expression = onType ?? filter.getStreamIdentifier()
  const subject = (record: LogRecord): string => (onType === undefined ? record.stream : record.type)
  const window = filter.hasMax() ? filter.getMax() : WINDOW
  const checkpointEvery = Math.max(1, window * Math.max(1, filter.getCheckpointintervalmultiplier()))
  const prefixes = expression?.getPrefixList() ?? []
  if (prefixes.length > 0) {
    return {
      wants: (record) => prefixes.some((prefix) => subject(record).startsWith(prefix)),
      checkpointEvery,
    }
  }
  const regex = new RegExp(expression?.getRegex() ?? '')
  return { wants: (record) => regex.test(subject(record)), checkpointEvery }
}
