import { describe, expect, it } from 'vitest'
import { statusScreen, type Status } from '../../src/cli/statusScreen.js'
import { instantOf } from '../../src/domain/kernel/time.js'

const updatedAt = instantOf(Date.parse('2026-03-02T09:00:00.000Z'))
const model = (name: string, more: Partial<Status['projections'][number]> = {}) => ({
  name,
  version: 1,
  position: 1_234_567n,
  lagEvents: 0,
  lagSeconds: 0,
  parked: 0,
  skipped: 0,
  worker: '4711',
  updatedAt,
  ...more,
})
const status = (more: Partial<Status> = {}): Status => ({
  events: 'postgres://db:5432/shop',
  head: 1_234_567n,
  appendedLastMinute: 1_200,
  clock: {},
  rebuilds: [],
  projections: [model('ledger'), model('process:commissions')],
  ...more,
})

describe('the screen of comptoir status', () => {
  it('tells of a log and all that follows it, in columns', () => {
    expect(statusScreen(status())).toEqual([
      'events in postgres://db:5432/shop',
      'last event at position 1,234,567, 1,200 stored in the last minute',
      'no clock has run: nothing becomes due',
      '',
      'read model or process  v   position  behind   by  parked  skipped  worker',
      'ledger                 1  1,234,567       0  0 s       0        0    4711',
      'process:commissions    1  1,234,567       0  0 s       0        0    4711',
    ])
  })

  it('has a line for each shard of what is divided', () => {
    const shards = [{ name: 'kpis#0/2', position: 1_234_600n, worker: '4711' }, { name: 'kpis#1/2' }]
    expect(statusScreen(status({ projections: [model('kpis', { shards })] })).slice(-2)).toEqual([
      '  #0/2                    1,234,600                                  4711',
      '  #1/2                            -                                     -',
    ])
  })

  it('ends with what somebody should look at', () => {
    const { worker: _, ...idle } = model('kpis', { lagEvents: 7, lagSeconds: 7_500 })
    const screen = statusScreen(status({ projections: [model('ledger', { parked: 3 }), idle] }))
    expect(screen.slice(-3)).toEqual([
      '',
      '! ledger has 3 events parked',
      '! kpis is behind and nobody runs it',
    ])
    expect(screen.find((line) => line.startsWith('kpis'))).toContain('2 h 5 min')
  })

  it('tells how far a rebuild is', () => {
    const rebuild = { projection: 'ledger', version: 4, step: 'filled', position: '617283' }
    expect(statusScreen(status({ rebuilds: [rebuild] }))[3]).toBe(
      'rebuild of ledger to version 4: filled, at position 617,283 (49 %)',
    )
  })

  it('stays within 100 columns, also where everything is large', () => {
    const large = model('process:after_sales_cases', {
      position: 99_999_999_999_999n,
      lagEvents: 10_000_000,
      lagSeconds: 172_799,
      parked: 10_000,
      skipped: 10_000,
      worker: '4194304',
    })
    const widest = Math.max(...statusScreen(status({ projections: [large] })).map(({ length }) => length))
    expect(widest).toBeLessThanOrEqual(100)
  })
})
