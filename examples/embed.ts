/**
 * A service embeds the seller center over its own connection pool and schema. Run it with
 * `DATABASE_URL=postgres://… node --import tsx examples/embed.ts`.
 */
import { isLeft } from 'comptoir'
import { migrate, openPostgres } from 'comptoir/postgres'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })
// A connection that is lost while nobody uses it would otherwise end the process.
pool.on('error', (error) => console.error(error.message))
const schema = 'shop'
await migrate(pool, schema)
const comptoir = openPostgres({ pool, schema, masterKey: new Uint8Array(32).fill(7) })

const data = { sellerId: 'atelier', legalForm: 'COMPANY', shopName: 'Atelier du Midi', market: 'FR' } as const
const place = { zone: 'Europe/Paris', currency: 'EUR' }
await comptoir.center.execute({ type: 'RegisterSeller', data: { ...data, ...place } })

const recipient = await comptoir.sealer.seal(
  'buyer-1',
  'recipient',
  JSON.stringify({ name: 'Camille', city: 'Lyon' }),
)
const line = { lineId: '1', productId: 'vase', skuId: 'vase-blue', category: 'home' }
const price = { originalMinor: '4900', sellerDiscountMinor: '0', platformDiscountMinor: '500' }
const shipping = {
  shippingOriginalMinor: '499',
  shippingSellerDiscountMinor: '0',
  shippingPlatformDiscountMinor: '0',
}
const placed = await comptoir.center.execute({
  type: 'PlaceOrder',
  data: {
    orderId: 'o-1',
    sellerId: 'atelier',
    buyerId: 'buyer-1',
    market: 'FR',
    ...place,
    orderType: 'NORMAL',
    purpose: 'SALE',
    lines: [{ ...line, ...price, ...shipping, taxMinor: '817' }],
    ...(isLeft(recipient) ? {} : { recipient: recipient.right }),
  },
})
console.log(isLeft(placed) ? placed.left : placed.right.events.map(({ type }) => type))

const refused = await comptoir.center.execute({ type: 'CompleteOrder', data: { orderId: 'o-1' } })
console.log(isLeft(refused) ? refused.left : 'completed')

await comptoir.catchUp()
const board = await comptoir.queries.ordersOf('atelier', { limit: 10 })
console.log(
  board?.items.map(({ orderId, status, total }) => `${orderId} ${status} ${total.minor} ${total.currency}`),
)

await comptoir.close()
await pool.end()
