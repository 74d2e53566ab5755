import * as z from 'zod';

/** What would be better set otherwise elsewhere; nothing is broken, and nothing waits for it. */
export const Advice = z.object({ code: z.string(), message: z.string(), nextStep: z.string() });
export type Advice = z.infer<typeof Advice>;
