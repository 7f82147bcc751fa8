import type { Culprit } from './culprit.js'
import type { NotSwappable, RebuildUnderWay, TableComparison, TablesBusy } from './generations.js'
import type { Halt } from './halt.js'
import type { Refusal } from './sellerCenter.js'

/** The part of the way that a rebuild is on. */
export type RebuildPhase =
  'filling' | 'indexing' | 'catching up' | 'comparing' | 'looking for the event' | 'swapping'

export interface RebuildProgress {
  /** Empty: all of them together. */
  readonly projection: string
  readonly phase: RebuildPhase
  readonly done: number
  /** 0: it cannot be told. Of events while filling and catching up, of tables and indexes else. */
  readonly total: number
}

/** No event was ever taken in: there is nothing to be replaced. */
export interface NeverStarted {
  readonly type: 'NeverStarted'
  readonly projection: string
}

/** The next generation could not take in an event: it stays as it is, and so does the live one. */
export interface RebuildHalted {
  readonly type: 'RebuildHalted'
  readonly projection: string
  readonly halt: Halt
}

/** The same definition makes other rows of the same events: one of the two generations is wrong. Nothing was swapped. */
export interface RowsDiffer {
  readonly type: 'RowsDiffer'
  readonly projection: string
  readonly comparisons: ReadonlyArray<TableComparison>
  /** Of the first table that differs: what made its first row differ. */
  readonly culprit: Culprit | undefined
}

/** The tables were swapped, and the event that tells so could not be stored: run again, it is. */
export interface NotRecorded {
  readonly type: 'NotRecorded'
  readonly projection: string
  readonly cause: Refusal
}

/** There are no tables of before that could be brought back. */
export interface NothingPrevious {
  readonly type: 'NothingPrevious'
  readonly projection: string
}

/** A rebuild was begun and stands where the tables would have to pass. */
export interface RebuildUnfinished {
  readonly type: 'RebuildUnfinished'
  readonly projection: string
}

/** The tables of before were made by another definition, so they cannot be caught up by this one. */
export interface PreviousOutdated {
  readonly type: 'PreviousOutdated'
  readonly projection: string
  readonly version: number
  readonly previousVersion: number
  readonly position: bigint | undefined
}

export type RebuildFailure =
  NeverStarted | NotSwappable | RebuildUnderWay | RebuildHalted | RowsDiffer | TablesBusy | NotRecorded

export type RollbackFailure =
  | NothingPrevious
  | RebuildUnfinished
  | PreviousOutdated
  | RebuildUnderWay
  | RebuildHalted
  | TablesBusy
  | NotRecorded

/** A generation that has taken the place of another. */
export interface Swapped {
  readonly projection: string
  /** Of the definition that the live tables are made by now, and were before. */
  readonly version: number
  readonly versionBefore: number
  /** Of the last event that they told of when they were swapped. */
  readonly position: bigint | undefined
}

export interface Rebuilt extends Swapped {
  /** Another rebuild had come so far already: it went on from there. */
  readonly isResumed: boolean
  /** Both generations at one position; none where the live one told of another history, or was compared before. */
  readonly comparisons: ReadonlyArray<TableComparison>
}
