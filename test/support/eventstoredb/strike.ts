import type { Fault, FaultPoint } from './faults.js'
import type { AnyCall, Node } from './node.js'
import { accessDenied, consumerTooSlow, notLeader, timedOut, unavailable, type Problem } from './problems.js'

/** The problem that a fault ends a call with; `undefined` for faults of another kind. */
export const problemOf = (node: Node, fault: Fault | undefined): Problem | undefined => {
  switch (fault?.kind) {
    case 'unavailable':
    case 'notReady':
      return unavailable()
    case 'timeout':
      return timedOut()
    case 'notLeader':
      return notLeader(fault.leader ?? node.leader())
    case 'accessDenied':
      return accessDenied()
    case 'consumerTooSlow':
      return consumerTooSlow()
    case 'answerLate':
    case 'answerNever':
    case 'answerTwice':
    case 'dropConnection':
    case undefined:
      return undefined
  }
}

/** How a call that writes is carried out. */
export interface Writing<Outcome> {
  readonly store: () => Outcome
  readonly answer: (outcome: Outcome) => void
  readonly fail: (fault: Fault, problem: Problem) => void
}

const delayed = (ms: number, run: () => void): void => {
  if (ms === 0) run()
  else setTimeout(run, ms)
}

/** Stores and answers, as well as the fault that strikes this call allows. */
export const carryOut = <Outcome>(
  node: Node,
  point: FaultPoint,
  call: AnyCall,
  writing: Writing<Outcome>,
): void => {
  const fault = node.faults.take(point)
  const answer = (outcome: Outcome): void => node.whenAwake(() => writing.answer(outcome))
  if (fault === undefined) {
    const outcome = writing.store()
    delayed(point === 'append' ? node.appendDelayMs : 0, () => answer(outcome))
    return
  }
  const problem = problemOf(node, fault)
  if (problem !== undefined) {
    if ('stores' in fault && fault.stores) writing.store()
    writing.fail(fault, problem)
    return
  }
  switch (fault.kind) {
    case 'answerLate': {
      const early = fault.storing === 'late' ? undefined : { outcome: writing.store() }
      delayed(fault.ms, () => answer(early === undefined ? writing.store() : early.outcome))
      return
    }
    case 'answerNever':
      if (fault.stores !== false) writing.store()
      return
    case 'answerTwice': {
      const outcome = writing.store()
      answer(outcome)
      answer(outcome)
      return
    }
    case 'dropConnection':
      if (fault.when === 'afterStoring') writing.store()
      node.drop(call.getPeer())
      return
    case 'unavailable':
    case 'notReady':
    case 'timeout':
    case 'notLeader':
    case 'accessDenied':
    case 'consumerTooSlow':
  }
}
