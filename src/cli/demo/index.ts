export { DemoRefused, fillDemo } from './fill.js'
export { demoRequests } from './requests.js'
