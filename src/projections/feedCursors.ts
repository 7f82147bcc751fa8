import { text, timestamptz } from './column.js'
import { table } from './table.js'

/** Written by whoever listens to the world outside, not by events: up to where each feed was taken. */
export const feedCursorsTable = table(
  'feed_cursors',
  {
    feed: text,
    /** The feed's own word for a place in it. */
    cursor: text,
    takenAt: timestamptz,
  },
  ['feed'],
)
