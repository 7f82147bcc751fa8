import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js'
import type { AppendReq, AppendResp as Resp } from '@eventstore/db-client/generated/streams_pb.js'
import type { WriteOutcome } from './log.js'
import { admit, type Node } from './node.js'
import * as problems from './problems.js'
import { eventOf, expectedOf, sizeOfProposed } from './proposals.js'
import type { ProposedEvent } from './records.js'
import { carryOut } from './strike.js'
import { AppendResp, Empty, nameOf } from './wire.js'

const succeeded = (revision: bigint | undefined, position: bigint | undefined): Resp => {
  const success = new AppendResp.Success()
  if (revision === undefined) success.setNoStream(new Empty())
  else success.setCurrentRevision(revision.toString())
  if (position === undefined) success.setNoPosition(new Empty())
  else {
    const text = position.toString()
    success.setPosition(new AppendResp.Position().setCommitPosition(text).setPreparePosition(text))
  }
  return new AppendResp().setSuccess(success)
}

const refused = ({ expected, actual }: Extract<WriteOutcome, { kind: 'wrongExpectedVersion' }>): Resp => {
  const wrong = new AppendResp.WrongExpectedVersion()
  if (actual === 'no_stream') wrong.setCurrentNoStream(new Empty())
  else wrong.setCurrentRevision(actual.toString())
  if (expected === 'any') wrong.setExpectedAny(new Empty())
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty())
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty())
  else wrong.setExpectedRevision(expected.toString())
  return new AppendResp().setWrongExpectedVersion(wrong)
}

/** One append by one call: the options first, then an event a message. */
export const append =
  (node: Node) =>
  (call: ServerReadableStream<AppendReq, Resp>, callback: sendUnaryData<Resp>): void => {
    const { caller, origin, problem } = admit(node, call)
    let options: AppendReq.Options | undefined
    let bytes = 0
    let refusal = problem
    const events: Array<ProposedEvent> = []

    const take = (request: AppendReq): void => {
      options ??= request.getOptions()
      const message = request.getProposedMessage()
      if (message === undefined) return
      const read = eventOf(message)
      if (read.kind === 'event') {
        events.push(read.event)
        bytes += sizeOfProposed(read.event)
        if (bytes > node.maxAppendBytes) refusal ??= problems.appendTooLarge(node.maxAppendBytes)
      } else if (read.kind === 'badId') refusal ??= problems.invalidArgument('An event id is not a UUID.')
      else refusal ??= problems.missingMetadata(read.properties)
    }

    const finish = (): void => {
      const of = options
      if (of === undefined) {
        callback(problems.invalidArgument('No options.'))
        return
      }
      const stream = nameOf(of.getStreamIdentifier())
      const expected = expectedOf(of, () => of.getRevision())
      node.note({ method: 'Append', stream, expected, ids: events.map(({ id }) => id), ...origin })
      if (refusal === undefined && !node.access.may(caller, '$w', stream)) refusal = problems.accessDenied()
      if (refusal !== undefined) {
        callback(refusal)
        return
      }
      carryOut(node, 'append', call, {
        store: () => node.log.append(stream, expected, events),
        answer: (outcome) => {
          if (outcome.kind === 'streamDeleted') callback(problems.streamDeleted(stream))
          else if (outcome.kind === 'wrongExpectedVersion') callback(null, refused(outcome))
          else callback(null, succeeded(outcome.revision, outcome.position))
        },
        fail: (_, failure) => callback(failure),
      })
    }

    call.on('data', take)
    call.on('end', finish)
  }
