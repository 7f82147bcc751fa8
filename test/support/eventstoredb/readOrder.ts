import type { ReadReq as Request } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import type { Direction } from './logReads.js'
import type { Node } from './node.js'
import * as problems from './problems.js'
import { ReadReq, nameOf } from './wire.js'

export const ALL = '$all'

/** What a Read asks for; `stream` is `$all` for the log. */
export interface ReadOrder {
  readonly options: Request.Options
  readonly stream: string
  readonly from: bigint | 'start' | 'end'
  readonly direction: Direction
}

export const orderOf = (options: Request.Options): ReadOrder => {
  const direction =
    options.getReadDirection() === ReadReq.Options.ReadDirection.FORWARDS ? 'forwards' : 'backwards'
  const all = options.getAll()
  if (all !== undefined) {
    const position = all.getPosition()
    const from =
      position === undefined ? (all.hasEnd() ? 'end' : 'start') : BigInt(position.getCommitPosition())
    return { options, stream: ALL, from, direction }
  }
  const one = options.getStream()
  const from =
    one?.hasRevision() === true ? BigInt(one.getRevision()) : one?.hasEnd() === true ? 'end' : 'start'
  return { options, stream: nameOf(one?.getStreamIdentifier()), from, direction }
}

export const invalidPosition = (node: Node): problems.Problem =>
  node.version === '24.2'
    ? problems.invalidArgument('Trying to read from an invalid position.')
    : problems.problem(status.UNKNOWN, 'Unexpected ReadAllResult: Error')
