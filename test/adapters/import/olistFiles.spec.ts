import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OlistFileInvalid, importOlist, writeRejects } from '../../../src/adapters/import/olist/index.js'
import { rejectReport } from '../../../src/adapters/import/olist/rejects.js'
import { system } from '../../../src/adapters/system.js'
import { emptyStore, eventsIn, imported } from './olistCenter.js'
import {
  fileOf,
  inDirectory,
  olistTables,
  orderId,
  productId,
  reviewId,
  sellerId,
  type OlistTables,
} from './olistDirectory.js'

type Tables = ReturnType<typeof olistTables>
const two = (): Tables =>
  olistTables([
    { n: 1, reviews: [{ n: 1, stars: 4 }] },
    { n: 2, items: [{}, {}] },
  ])

describe('a directory that is as usual', () => {
  test.each(Object.keys(fileOf) as Array<keyof OlistTables>)(
    'may have columns of %s in any order',
    async (name) => {
      const tables = two()
      const { events } = await imported(two())
      tables[name] = tables[name].map((line) =>
        line.includes('brazil') ? line : line.split(',').reverse().join(','),
      )
      if (name === 'sellers') tables.sellers[2] = 'RJ,"rio, brazil",2,' + sellerId(2)
      expect((await imported(tables)).events).toEqual(events)
    },
  )

  test('may have unknown columns, which are noted and ignored', async () => {
    const tables = two()
    const { events } = await imported(two())
    tables.items = tables.items.map((line, i) => `${i === 0 ? '"gift ""wrap"""' : '"a,\nb"'},${line}`)
    const again = await imported(tables)
    expect(again.events).toEqual(events)
    expect(again.summary.notes).toEqual([
      `${fileOf.items}: columns that are not known here are ignored: "gift \\"wrap\\""`,
    ])
  })

  test('may have what buyers wrote, line breaks and quotation marks included', async () => {
    const tables = two()
    tables.reviews = [
      'review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp',
      `${reviewId(1)},${orderId(1)},1,"so, so","first\r\n\r\n""second"" line\r\n",2018-01-09 00:00:00,2018-01-10 14:00:00`,
      `${reviewId(2)},${orderId(2)},9,,"a\nb",2018-01-09 00:00:00,2018-01-10 14:00:00`,
    ]
    const { summary, events } = await imported(tables)
    expect(summary.notes).toEqual([])
    expect(events.filter(({ type }) => type === 'OrderReviewed').map(({ data }) => data['stars'])).toEqual([
      1,
    ])
    expect(summary.rejects[0]).toMatchObject({
      file: fileOf.reviews,
      line: 6,
      detail: expect.stringContaining('review_score'),
    })
  })

  test('may have Windows line ends, a byte order mark, and blank lines or no line end at the end', async () => {
    const { events } = await imported(two())
    expect((await imported(two(), { lineEnd: '\r\n' })).events).toEqual(events)
    const tables = two()
    for (const lines of Object.values(tables)) {
      lines[0] = `\uFEFF${lines[0] ?? ''}`
      lines.push('', '')
    }
    expect((await imported(tables)).events).toEqual(events)
    const joined = Object.fromEntries(
      Object.entries(two()).map(([name, lines]) => [name, [lines.join('\n')]]),
    )
    expect((await imported(joined as unknown as Tables, { lineEnd: '' })).events).toEqual(events)
  })

  test('counts lines as an editor does, those within quotes included', async () => {
    const tables = two()
    tables.items[0] = `note,${tables.items[0] ?? ''}`
    tables.items[1] = `"a\nb\nc",${tables.items[1] ?? ''}`
    tables.items[2] = `x,${tables.items[2] ?? ''}`
    tables.items[3] = `x,${(tables.items[3] ?? '').replace('58.90', '?')}`
    const { summary } = await imported(tables)
    expect(summary.rejects[0]).toMatchObject({ file: fileOf.items, line: 6, key: `${orderId(2)}/2` })
  })

  test.each([
    [
      'payments',
      'how buyers paid is not imported',
      (events: ReadonlyArray<string>) => events.includes('OrderPaid'),
    ],
    [
      'reviews',
      'no reviews are imported',
      (events: ReadonlyArray<string>) => !events.includes('OrderReviewed'),
    ],
    [
      'deals',
      'all sellers are registered at their first sale',
      (events: ReadonlyArray<string>) => events.includes('SellerVerified'),
    ],
  ] as const)('may lack its table of %s, which is noted', async (name, means, holds) => {
    const { summary, events } = await imported({ ...two(), [name]: null })
    expect(summary.notes).toEqual([`${fileOf[name]} is missing: ${means}`])
    expect(holds(events.map(({ type }) => type))).toBe(true)
  })

  test('may have tables without rows', async () => {
    const tables = Object.fromEntries(Object.entries(two()).map(([name, [header = '']]) => [name, [header]]))
    const { summary } = await imported(tables as unknown as Tables)
    expect(summary).toMatchObject({ complete: true, events: 0, rejects: [], notes: [] })
  })

  test('notes deals of sellers that never came', async () => {
    const tables = two()
    tables.deals.push((tables.deals[1] ?? '').replace(sellerId(2), sellerId(8)))
    expect((await imported(tables)).summary.notes).toEqual([
      `${fileOf.deals}: 1 deals are of sellers that are not in ${fileOf.sellers}`,
    ])
  })
})

describe('a table that cannot be used', () => {
  const first = (lines: ReadonlyArray<string>): string => lines[0] ?? ''
  const rest = (lines: ReadonlyArray<string>): Array<string> => lines.slice(1)
  type Invalid = readonly [
    string,
    (tables: Tables) => Partial<OlistTables>,
    string,
    string,
    number | undefined,
  ]

  const invalid: ReadonlyArray<Invalid> = [
    ...(['orders', 'items', 'products', 'sellers', 'customers'] as const).map((name): Invalid => [
      `${name} missing`,
      () => ({ [name]: null }),
      fileOf[name],
      'is missing in /',
      undefined,
    ]),
    ['an empty file', () => ({ orders: [] }), fileOf.orders, 'is empty: it has no header', undefined],
    [
      'a header that lacks a column',
      ({ items }) => ({ items: [first(items).replace('"price"', '"cost"'), ...rest(items)] }),
      fileOf.items,
      'the header lacks "price", but has "cost"',
      1,
    ],
    [
      'a header with a column twice',
      ({ items }) => ({ items: [`${first(items)},price`, ...rest(items)] }),
      fileOf.items,
      'the header has "price" more than once',
      1,
    ],
    [
      'no header at all',
      ({ reviews }) => ({ reviews: rest(reviews) }),
      fileOf.reviews,
      'the header lacks "review_id", "order_id", "review_score", "review_creation_date"',
      1,
    ],
    [
      'a header whose quotation marks do not fit',
      ({ orders }) => ({ orders: ['"order_id,customer_id', ...rest(orders)] }),
      fileOf.orders,
      'the header is not a line of comma-separated names',
      1,
    ],
    [
      'a line that never ends',
      ({ orders }) => ({ orders: [first(orders), 'x'.repeat(1_500_000)] }),
      fileOf.orders,
      'a line is too long',
      2,
    ],
    [
      'an unreadable item where the lines of an order do not stand together',
      ({ items: [header = '', one = '', ...others] }) => ({ items: [header, one, 'XXXX', ...others, one] }),
      fileOf.items,
      'the rows of an order do not stand together',
      3,
    ],
  ]
  test.each(invalid)(
    '(%s) stops the import before anything is sent',
    async (_, spoil, file, reason, line) => {
      const tables = olistTables([
        { n: 1, reviews: [{ n: 1 }] },
        { n: 2, items: [{}, {}] },
      ])
      const store = emptyStore()
      const error: unknown = await imported({ ...tables, ...spoil(tables) }, { store }).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(OlistFileInvalid)
      expect(error).toMatchObject({ type: 'OlistFileInvalid', file, line })
      expect((error as OlistFileInvalid).reason).toContain(reason)
      expect((error as OlistFileInvalid).message).toContain(file)
      expect(await eventsIn(store)).toEqual([])
    },
  )

  test('in a directory that is not there is told with the directory', async () => {
    const center = { executeTogether: () => Promise.reject(new Error('nothing may be sent')) }
    const directory = join(tmpdir(), 'comptoir-no-such-directory')
    await expect(importOlist({ center, system, directory })).rejects.toMatchObject({
      type: 'OlistFileInvalid',
      file: directory,
      reason: 'is not a directory that can be read',
    })
  })

  test('is one that is no file', async () => {
    const center = { executeTogether: () => Promise.reject(new Error('nothing may be sent')) }
    await inDirectory(two(), async (directory) => {
      await rm(join(directory, fileOf.items))
      await mkdir(join(directory, fileOf.items))
      await expect(importOlist({ center, system, directory })).rejects.toMatchObject({
        file: fileOf.items,
        reason: 'cannot be read (not a file)',
      })
    })
  })
})

describe('the reject report', () => {
  test('is written as a table that a spreadsheet opens without running it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'comptoir-rejects-'))
    const path = join(directory, 'rejects.csv')
    await writeRejects(path, [
      {
        file: fileOf.items,
        line: 7,
        key: '=1+1',
        reason: 'malformed row',
        detail: 'price must be "so", not\u0000 so',
      },
      { file: fileOf.orders, line: 2, key: orderId(1), reason: 'order without lines' },
    ])
    expect(await readFile(path, 'utf8')).toBe(
      'file,line,key,reason\n' +
        `"${fileOf.items}",7,"'=1+1","malformed row: price must be ""so"", not\u0000 so"\n` +
        `"${fileOf.orders}",2,"${orderId(1)}","order without lines"\n`,
    )
    await rm(directory, { recursive: true })
  })

  test('lists what is printable and not without end, but counts all', () => {
    const report = rejectReport()
    for (let line = 2; line <= 100_003; line++) {
      report.add({
        file: fileOf.items,
        line,
        key: `\u0007${productId(1)}${'x'.repeat(500)}`,
        reason: 'unknown order',
      })
    }
    expect(report.byReason.get('unknown order')).toBe(100_002)
    expect(report.rejects).toHaveLength(100_000)
    expect(report.unlisted).toBe(2)
    expect(report.rejects[0]?.key).toBe(`\uFFFD${productId(1)}${'x'.repeat(167)}`)
  })
})
