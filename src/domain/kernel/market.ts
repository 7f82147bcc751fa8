import { matching, text } from './codec.js'

/** Where is sold, as ISO 3166-1 alpha-2: rules, fees and documents depend on it. */
export const Market = matching('Market', /^[A-Z]{2}$/, 'must be an ISO 3166-1 country code such as FR')

/** The platform's product category, in the platform's own words: fees depend on it. */
export const Category = text(1, 100)
