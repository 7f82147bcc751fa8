import type { BankFaults } from '../../src/adapters/bank/simulated.js'
import { noFaults } from '../../src/adapters/bank/simulated.js'
import { smoothly, type CarrierFaults } from '../../src/adapters/carrier/course.js'
import type { Luck } from './luck.js'

/** How often each thing goes wrong: per thousand calls of a port, unless it says otherwise. */
export interface Weather {
  /** The host dies: its memory is gone, what is stored stays. Per hundred thousand. */
  readonly crashes: number
  readonly unavailable: number
  /** An append that never arrives, and nobody says so. */
  readonly lostAppends: number
  /** An append that is stored, and nobody says so. */
  readonly lostAnswers: number
  /** An append that nobody heard of arrives later, when everybody has gone on. */
  readonly stragglers: number
  readonly failingReads: number
  /** What was delivered before comes once more. */
  readonly redeliveries: number
  readonly lostCommits: number
  readonly lostCommitAnswers: number
  /** Something that follows the log rests for a while. Per thousand steps. */
  readonly rests: number
  /** Both hosts do the same at once. Per thousand steps. */
  readonly rivals: number
  /** Clients that ask the same again, later. Per thousand requests. */
  readonly repeats: number
  /** A process forgets how far it had come, and tells it all again. Per thousand steps. */
  readonly amnesia: number
  /** The bank says that a transfer failed, which arrives nevertheless. Per thousand transfers. */
  readonly lies: number
  /** Of these, per hundred. */
  readonly bank: BankFaults
  readonly carrier: CarrierFaults
}

export const calm: Weather = {
  crashes: 0,
  unavailable: 0,
  lostAppends: 0,
  lostAnswers: 0,
  stragglers: 0,
  failingReads: 0,
  redeliveries: 0,
  lostCommits: 0,
  lostCommitAnswers: 0,
  rests: 0,
  rivals: 0,
  repeats: 0,
  amnesia: 0,
  lies: 0,
  bank: noFaults,
  carrier: smoothly,
}

/** Whole kinds of fault are absent from some seeds, and frequent in others: what one hides, another shows. */
export const weatherOf = ({ below, strikes }: Luck): Weather => {
  const often = (most: number): number => (strikes(350) ? 0 : 1 + below(most))
  return {
    crashes: often(250),
    unavailable: often(40),
    lostAppends: often(40),
    lostAnswers: often(60),
    stragglers: often(30),
    failingReads: often(15),
    redeliveries: often(200),
    lostCommits: often(40),
    lostCommitAnswers: often(40),
    rests: often(400),
    rivals: often(300),
    repeats: often(200),
    amnesia: often(30),
    lies: often(200),
    bank: {
      lostOrders: often(30),
      lostAnswers: often(40),
      lateOrders: often(30),
      failures: often(30),
      returns: often(30),
      duplicates: often(60),
    },
    carrier: {
      lost: often(20),
      damaged: often(15),
      refused: often(15),
      unscanned: often(30),
      late: often(50),
      duplicates: often(50),
    },
  }
}
