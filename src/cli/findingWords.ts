import type { CountDiffers } from '../application/countCheck.js'
import type { EventAt, Finding } from '../application/audit/findings.js'

const where = ({ eventId, stream, position, index }: EventAt): string =>
  `event ${eventId} (${stream}, position ${position.commit}, number ${index})`

export const countInWords = ({ name, position, consumed, held }: CountDiffers): string =>
  `${name} was handed ${consumed} events up to position ${position.commit}, where the log holds ${held}`

export const findingInWords = (finding: Finding): string => {
  switch (finding.type) {
    case 'EventDiffers':
      return `${where(finding)} is the first that is not what the tree was told of`
    case 'ChunkDiffers':
      return `something among the events number ${finding.begin} to ${finding.end - 1} is not what the tree was told of`
    case 'LogShorter':
      return `the log has ${finding.events} events; it had ${finding.kept}`
    case 'CheckpointDiffers':
      return (
        `the first ${finding.size} events are not those signed at ${finding.at}: something among number ` +
        `${finding.since} to ${finding.size - 1} is another`
      )
    case 'CheckpointBeyondLog':
      return `${finding.size} events were signed at ${finding.at}, the log has ${finding.events}`
    case 'CheckpointInvalid':
      return `checkpoint ${finding.nr} of the file is not one of this log by this key: ${finding.fault}`
    case 'CheckpointsOutOfOrder':
      return `checkpoint ${finding.nr} of the file covers ${finding.size} events, one before it ${finding.before}`
    case 'RevisionBroken':
      return `${where(finding)} has revision ${finding.found}, ${finding.expected} comes next in its stream`
    case 'PositionBroken':
      return `${where(finding)} stands where position ${finding.expected} comes next`
    case 'CountDiffers':
      return countInWords(finding)
    case 'EventIdRepeated':
      return `${where(finding)} has an id that came before`
  }
}
