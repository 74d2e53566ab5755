import * as z from 'zod';

/** What one may do; each role may do what the ones before it may. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;
export const ROLES = Role.options;

/**
 * How callers are known. `entra`: they sign in, and App Service tells who they are. `keys`: by the host's keys, which say no
 * name. `local`: on a machine of one's own, whose key is everybody's.
 */
export const AccessMode = z.enum(['entra', 'keys', 'local']);
export type AccessMode = z.infer<typeof AccessMode>;
