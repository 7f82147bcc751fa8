import type { Reason } from '../domain/kernel/reason.js'
import { int4, int8, nullable, text } from './column.js'

/** The rule behind an amount, where there is one. */
export const citedColumns = {
  ruleId: nullable(text),
  ruleVersion: nullable(int4),
  rateBps: nullable(int4),
  /** What the rate is taken of: its name, and how much it is. */
  base: nullable(text),
  baseMinor: nullable(int8),
  /** What the rule gives, and what rounding added to that in parts of a minor unit. */
  resultMinor: nullable(int8),
  roundedBy: nullable(int4),
  /** The tax that the base includes and the share does not, and what the rule gives at most. */
  includedTaxBps: nullable(int4),
  capMinor: nullable(int8),
}

export const citedValues = (reason: Reason | undefined) => ({
  ruleId: reason?.ruleId ?? null,
  ruleVersion: reason?.ruleVersion ?? null,
  rateBps: reason?.rateBps ?? null,
  base: reason?.base ?? null,
  baseMinor: reason?.baseMinor ?? null,
  resultMinor: reason?.resultMinor ?? null,
  roundedBy: reason?.roundedBy ?? null,
  includedTaxBps: reason?.includedTaxBps ?? null,
  capMinor: reason?.capMinor ?? null,
})
