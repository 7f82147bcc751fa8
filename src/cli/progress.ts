import { SingleBar } from 'cli-progress'

export interface Progress {
  /** How much of how much. An unknown total is 0. */
  update(done: number, total: number): void
  /** The last state stays on the screen. Twice is the same. */
  end(): void
}

const lineEveryMs = 5_000
const redrawEveryMs = 100
const silent: Progress = { update: () => undefined, end: () => undefined }

const counted = (n: number): string => n.toLocaleString('en-US')

/** Per second since the first call, whose share may have been done long before; `undefined` there. */
const speedometer = (): ((done: number) => number | undefined) => {
  let first: { readonly done: number; readonly at: number } | undefined
  return (done) => {
    const now = performance.now()
    first ??= { done, at: now }
    return now > first.at ? ((done - first.done) * 1_000) / (now - first.at) : undefined
  }
}

const perSecond = (speed: number | undefined): string =>
  speed === undefined ? '?' : counted(Math.round(speed))

const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '?'
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** A bar that redraws itself, for people. */
const bar = (stream: NodeJS.WriteStream, label: string, unit: string): Progress => {
  const drawn = new SingleBar({
    stream,
    format: `${label} [{bar}] {percentage}% | {value}/{total} ${unit} | {rate}/s | {left} left`,
    formatValue: (value, _options, type) => (type === 'percentage' ? `${value}`.padStart(3) : counted(value)),
    barsize: 24,
    fps: 20,
  })
  const speedAt = speedometer()
  let drawnAt = -Infinity
  let isOn = false
  return {
    update: (done, total) => {
      if (performance.now() - drawnAt < redrawEveryMs && done < total) return
      drawnAt = performance.now()
      const speed = speedAt(done)
      const shown = { rate: perSecond(speed), left: duration((total - done) / (speed ?? 0)) }
      if (isOn) drawn.setTotal(total)
      else drawn.start(total, done, shown)
      isOn = true
      drawn.update(done, shown)
    },
    end: () => {
      if (isOn) drawn.stop()
      isOn = false
    },
  }
}

/** A line now and then, for logs and pipes. */
const lines = (write: (line: string) => void, label: string, unit: string): Progress => {
  const speedAt = speedometer()
  let saidAt = performance.now()
  let unsaid: (() => string) | undefined
  const say = (line: () => string): void => {
    write(line())
    saidAt = performance.now()
    unsaid = undefined
  }
  return {
    update: (done, total) => {
      const speed = speedAt(done)
      unsaid = () =>
        `${label}: ${counted(done)}${total > 0 ? ` of ${counted(total)}` : ''} ${unit}, ${perSecond(speed)}/s` +
        (total > done ? `, ${duration((total - done) / (speed ?? 0))} left` : '')
      if (performance.now() - saidAt >= lineEveryMs) say(unsaid)
    },
    end: () => {
      if (unsaid !== undefined) say(unsaid)
    },
  }
}

/** On a stream that may be a terminal; `undefined`: nowhere. `note`: takes the lines in place of the stream. */
export const progressOn = (
  stream: NodeJS.WriteStream | undefined,
  label: string,
  unit: string,
  note?: (line: string) => void,
): Progress => {
  if (stream === undefined) return silent
  if (note !== undefined) return lines(note, label, unit)
  return stream.isTTY && process.env['TERM'] !== 'dumb'
    ? bar(stream, label, unit)
    : lines((line) => void stream.write(`${line}\n`), label, unit)
}
