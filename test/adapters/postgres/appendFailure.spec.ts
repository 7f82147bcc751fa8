import { describe, expect, test } from 'vitest'
import { sentInVain } from '../../../src/adapters/postgres/appendFailure.js'
import { DeadlineExceeded } from '../../../src/adapters/deadline.js'

const answer = (code: string, severity = 'ERROR', constraint?: string): Error =>
  Object.assign(new Error('said the server'), { code, severity, constraint })

const broken = (code: string): Error => Object.assign(new Error('said the socket'), { code })

describe('an append that was sent', () => {
  test.each([
    ['40001', 'serialization failure'],
    ['40P01', 'deadlock'],
    ['55P03', 'lock timeout'],
    ['57014', 'statement timeout'],
    ['53100', 'disk full'],
    ['53200', 'out of memory'],
    ['25006', 'read-only server'],
    ['42P01', 'no such table'],
    ['42501', 'no privilege'],
    ['XX001', 'data corrupted'],
    ['23514', 'a check'],
  ])('and answered with %s, %s, is not stored', (code) => {
    const reason = `${code} said the server`
    expect(sentInVain('order-1', answer(code))).toEqual({ type: 'StoreUnavailable', reason })
  })

  test.each([
    ['the server was shut down', answer('57P01', 'FATAL')],
    ['the server crashed', answer('57P02', 'FATAL')],
    ['the session was idle for too long', answer('57P05', 'FATAL')],
    ['another process of the server crashed', answer('57P02', 'WARNING')],
    ['the server panicked', answer('XX000', 'PANIC')],
    ['the connection failed', answer('08006')],
    ['the completion is unknown', answer('40003')],
    ['the socket was reset', broken('ECONNRESET')],
    ['the pipe was broken', broken('EPIPE')],
    ['the connection ended', new Error('Connection terminated unexpectedly')],
    ['the deadline has passed', new DeadlineExceeded(10)],
    ['something else was thrown', 'boom'],
  ])('is of unknown outcome when %s', (_, error) => {
    expect(sentInVain('order-1', error)).toMatchObject({ type: 'OutcomeUnknown' })
  })

  test('with an id that is stored elsewhere is told so', () => {
    const error = answer('23505', 'ERROR', 'events_event_id')
    expect(sentInVain('order-1', error)).toEqual({ type: 'EventIdReused', stream: 'order-1' })
  })

  test('with a revision that somebody stored past the lock is not stored', () => {
    const error = answer('23505', 'ERROR', 'events_stream_revision')
    expect(sentInVain('order-1', error)).toMatchObject({ type: 'StoreUnavailable' })
  })
})
