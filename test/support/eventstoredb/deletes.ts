import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import type {
  DeleteReq,
  DeleteResp as Deleted,
  TombstoneReq,
  TombstoneResp as Tombstoned,
} from '@eventstore/db-client/generated/streams_pb.js'
import type { Expected } from './commitCheck.js'
import type { WriteOutcome } from './log.js'
import { admit, type AnyCall, type Node } from './node.js'
import * as problems from './problems.js'
import { expectedOf } from './proposals.js'
import { carryOut } from './strike.js'
import { DeleteResp, TombstoneResp, nameOf } from './wire.js'

// The words of an append are numbers in the errors of a deletion.
const EXPECTED_NUMBER = { any: -2n, no_stream: -1n, stream_exists: -4n } as const

interface Removal {
  readonly method: 'Delete' | 'Tombstone'
  readonly stream: string
  readonly expected: Expected
  readonly store: () => WriteOutcome
  readonly succeed: (position: string) => void
  readonly fail: (problem: problems.Problem) => void
}

const remove = (node: Node, call: AnyCall, removal: Removal): void => {
  const { method, stream, expected, store, fail } = removal
  const { caller, origin, problem } = admit(node, call)
  node.note({ method, stream, expected, ...origin })
  if (problem !== undefined) {
    fail(problem)
    return
  }
  if (!node.access.may(caller, '$d', stream)) {
    fail(problems.accessDenied())
    return
  }
  carryOut(node, method === 'Delete' ? 'delete' : 'tombstone', call, {
    store,
    fail: (_, failure) => fail(failure),
    answer: (outcome) => {
      if (outcome.kind === 'streamDeleted') fail(problems.streamDeleted(stream))
      else if (outcome.kind === 'wrongExpectedVersion') {
        const number =
          typeof outcome.expected === 'bigint' ? outcome.expected : EXPECTED_NUMBER[outcome.expected]
        fail(problems.wrongExpectedVersion(stream, number, outcome.actual))
      } else removal.succeed((outcome.position ?? 0n).toString())
    },
  })
}

/** Soft: the stream reads as not found until somebody appends to it again. */
export const deleteStream =
  (node: Node) =>
  (call: ServerUnaryCall<DeleteReq, Deleted>, callback: sendUnaryData<Deleted>): void => {
    const options = call.request.getOptions()
    if (options === undefined) {
      callback(problems.invalidArgument('No options.'))
      return
    }
    const stream = nameOf(options.getStreamIdentifier())
    const expected = expectedOf(options, () => options.getRevision())
    remove(node, call, {
      method: 'Delete',
      stream,
      expected,
      store: () => node.log.softDelete(stream, expected),
      fail: callback,
      succeed: (at) => {
        const position = new DeleteResp.Position().setCommitPosition(at).setPreparePosition(at)
        callback(null, new DeleteResp().setPosition(position))
      },
    })
  }

/** Hard: the name can never be used again. */
export const tombstoneStream =
  (node: Node) =>
  (call: ServerUnaryCall<TombstoneReq, Tombstoned>, callback: sendUnaryData<Tombstoned>): void => {
    const options = call.request.getOptions()
    if (options === undefined) {
      callback(problems.invalidArgument('No options.'))
      return
    }
    const stream = nameOf(options.getStreamIdentifier())
    const expected = expectedOf(options, () => options.getRevision())
    remove(node, call, {
      method: 'Tombstone',
      stream,
      expected,
      store: () => node.log.tombstone(stream, expected),
      fail: callback,
      succeed: (at) => {
        const position = new TombstoneResp.Position().setCommitPosition(at).setPreparePosition(at)
        callback(null, new TombstoneResp().setPosition(position))
      },
    })
  }
