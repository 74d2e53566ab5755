/** What names and ids look like, wherever they stand in a body. */
export const RESOURCE_ID = /^\/(subscriptions\/[^/]+|providers\/[^/]+)(\/[^/\s][^/]*)+$/i;
/** A name inside a resource, such as a network interface configuration's. */
export const CHILD_NAME = /^[a-z0-9_]([\w.-]{0,78}\w)?$/i;
export const EXTENSION_NAME = /^[a-z0-9_]([\w. -]{0,78}\w)?$/i;
