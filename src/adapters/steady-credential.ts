/** A credential that answers in time, and whose passing failures do not end the process. */

import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';

/** No token could be had. The message names the kind of error: a credential's own message may hold more. */
export class TokenUnavailable extends Error {
  override readonly name = 'TokenUnavailable';
}

/**
 * Wraps a credential for Azure's bearerTokenAuthenticationPolicy, which renews a token two minutes before it ends
 * without waiting for the result: when that still fails at the token's end, nobody catches the rejection, and an
 * unhandled rejection ends a Functions worker with all that runs in it. So a token that is still good when its
 * renewal begins is given again when the renewal fails. Rejects with TokenUnavailable.
 */
export function steadyCredential(
  credential: TokenCredential,
  timeLimitMilliseconds: number,
): TokenCredential {
  const given = new Map<string, AccessToken>();
  return {
    async getToken(scopes, options) {
      const purpose = JSON.stringify([scopes, options?.tenantId]);
      const last = given.get(purpose);
      // With claims, the service has said that it does not accept the token any more.
      const mayServeOn = options?.claims === undefined && last !== undefined && isGood(last);
      try {
        const token = await acquire(credential, scopes, options, timeLimitMilliseconds);
        given.set(purpose, token);
        return token;
      } catch (error) {
        if (mayServeOn) return last;
        throw error;
      }
    },
  };
}

/** In real time, as the policy counts it. */
function isGood(token: AccessToken): boolean {
  return token.expiresOnTimestamp > Date.now();
}

/** The caller's own signal is replaced: the policy shares one acquisition among all that wait for it. */
async function acquire(
  credential: TokenCredential,
  scopes: string | Array<string>,
  options: GetTokenOptions | undefined,
  timeLimitMilliseconds: number,
): Promise<AccessToken> {
  const timeLimit = AbortSignal.timeout(timeLimitMilliseconds);
  try {
    const token = await Promise.race([
      credential.getToken(scopes, { ...options, abortSignal: timeLimit }),
      rejectionOf(timeLimit),
    ]);
    if (token === null) throw new TokenUnavailable('the credential has no token');
    return token;
  } catch (error) {
    throw error instanceof TokenUnavailable ? error : new TokenUnavailable(kindOf(error));
  }
}

/** For credentials that do not look at the signal they are given. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The error's class and, where there is one, Entra's error number, which says what to repair. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const number = /\bAADSTS\d+\b/.exec(error.message)?.[0];
  return number === undefined ? error.name : `${error.name} ${number}`;
}
