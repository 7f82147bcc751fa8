import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import code from '@eventstore/db-client/generated/code_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import status from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import any from 'google-protobuf/google/protobuf/any_pb.js'
import googleEmpty from 'google-protobuf/google/protobuf/empty_pb.js'

/** The official client's own generated messages: what it can decode is what this server can say. */
export const { ClusterInfo, EndPoint, MemberInfo } = gossip
export const { SupportedMethod, SupportedMethods } = features
export const { AppendResp, BatchAppendResp, DeleteResp, ReadReq, ReadResp, TombstoneResp } = streams
export const { Status } = status
export const { Code } = code
export const { Any } = any
export const GoogleEmpty = googleEmpty.Empty
export const {
  AccessDenied,
  AllStreamPosition,
  BadRequest,
  Empty,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  Timeout,
  UUID,
  WrongExpectedVersion,
} = shared

export const { GossipService } = gossipService
export const { ServerFeaturesService } = featuresService

const identity = (bytes: Buffer): Buffer => bytes

/** Answers of Read come as ready bytes: an event is encoded once, however often it is read. */
export const StreamsService = {
  ...streamsService.StreamsService,
  read: { ...streamsService.StreamsService.read, responseSerialize: identity },
}

/** A stream name as it stands in a request. */
export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  identifier === undefined ? '' : Buffer.from(identifier.getStreamName_asU8()).toString('utf8')

export const identifierOf = (stream: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8'))

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An event id in lower case, or `undefined` when it is not a UUID. */
export const uuidText = (uuid: shared.UUID | undefined): string | undefined => {
  if (uuid === undefined) return undefined
  if (uuid.hasString()) return UUID_TEXT.test(uuid.getString()) ? uuid.getString().toLowerCase() : undefined
  const structured = uuid.getStructured()
  if (structured === undefined) return undefined
  const half = (bits: string): string => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0')
  const hex = half(structured.getMostSignificantBits()) + half(structured.getLeastSignificantBits())
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
