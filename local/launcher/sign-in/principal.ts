import * as z from 'zod';

/** What the page's form says: who one is here, and what one may do. */
export const SignIn = z.object({
  name: z.string().trim().min(1).max(60),
  role: z.enum(['Viewer', 'Operator', 'Admin']),
});
export type SignIn = z.infer<typeof SignIn>;

/** As App Service hands it to the app. */
export function principalHeaders({ name, role }: SignIn): Record<string, string> {
  const claims = [
    { typ: 'preferred_username', val: name },
    { typ: 'roles', val: `Fleet.${role}` },
  ];
  const principal = { auth_typ: 'local', name_typ: 'preferred_username', role_typ: 'roles', claims };
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify(principal)).toString('base64') };
}
