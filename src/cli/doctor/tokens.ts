/** Tokens: what to do when there is none, and what one for Graph says about itself. */

import * as z from 'zod';

export const SIGN_IN =
  'Sign in with az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment.';

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
const Claims = z.object({
  aud: z.string(),
  tid: z.string(),
  /** Seconds since 1970. */
  exp: z.number(),
  appid: z.string().optional(),
  azp: z.string().optional(),
  /** Application permissions. */
  roles: z.array(z.string()).default([]),
  /** Delegated permissions: the token is a person's. */
  scp: z.string().optional(),
});
export type TokenClaims = z.output<typeof Claims>;

/** The claims, read and not verified: Graph verifies them. Undefined for a text that is not a JSON Web Token with them. */
export function tokenClaims(token: string): TokenClaims | undefined {
  const [, payload = ''] = token.split('.');
  try {
    return Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Microsoft Graph's application id, which is the same in every cloud. */
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** Whether a token is for the Graph at this origin. */
export function isForGraph({ aud }: TokenClaims, origin: string): boolean {
  return aud === GRAPH_APP_ID || aud.replace(/\/$/, '') === origin;
}
