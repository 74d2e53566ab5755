import * as z from 'zod';
import { SecretRef } from './gate.ts';

/** Whoever may sign in on new machines, and what a cloud never gives back; by reference only. */
export const Credentials = z.strictObject({
  user: z.string().min(1).max(64).optional(),
  sshPublicKey: SecretRef.optional(),
  password: SecretRef.optional(),
  customData: SecretRef.optional(),
  protectedSettings: z
    .record(z.string(), SecretRef)
    .optional()
    .describe('By extension: the protected settings that Azure never answers.'),
});
export type Credentials = z.infer<typeof Credentials>;
