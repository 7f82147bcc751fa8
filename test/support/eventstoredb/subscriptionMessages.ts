import type { ReadResp as Resp } from '@eventstore/db-client/generated/streams_pb.js'
import { ReadResp } from './wire.js'

const bytesOf = (answer: Resp): Buffer => Buffer.from(answer.serializeBinary())

export const CAUGHT_UP = bytesOf(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()))

export const confirmation = (id: string): Buffer =>
  bytesOf(new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(id)))

export const checkpoint = (position: bigint): Buffer => {
  const text = position.toString()
  const answer = new ReadResp.Checkpoint().setCommitPosition(text).setPreparePosition(text)
  return bytesOf(new ReadResp().setCheckpoint(answer))
}
