import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import { AggregateAuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { expect, test } from 'vitest';
import { answers, CALL, failureOf, NO_SIGNAL, record, type Script, scriptedGraph } from './scripted-graph.ts';

const SCOPE = 'https://graph.microsoft.com/.default';

interface ScriptedCredential extends TokenCredential {
  readonly asked: ReadonlyArray<{
    readonly scopes: string | Array<string>;
    readonly options: GetTokenOptions;
  }>;
}

/** Gives what the test says; the first token is number 1. */
function credential(
  give: (number: number, options: GetTokenOptions) => AccessToken | null | Promise<AccessToken>,
): ScriptedCredential {
  const asked: Array<{ scopes: string | Array<string>; options: GetTokenOptions }> = [];
  return {
    asked,
    async getToken(scopes, options = {}) {
      asked.push({ scopes, options });
      return give(asked.length, options);
    },
  };
}

/** The library counts the lives of tokens in real time. */
function token(number: number, livesSeconds = 3_600): AccessToken {
  return { token: `token-${number}`, expiresOnTimestamp: Date.now() + livesSeconds * 1_000 };
}

function authenticatedGraph(script: Script, of: TokenCredential) {
  return scriptedGraph(script, {
    baseUrl: 'https://graph.microsoft.com',
    authentication: { credential: of, scope: SCOPE },
  });
}

function tokensSent(graph: ReturnType<typeof authenticatedGraph>) {
  return graph.sent.map(({ headers }) => headers.authorization);
}

test('one token serves many requests', async () => {
  const tokens = credential((number) => token(number));
  const graph = authenticatedGraph(() => ({ body: record() }), tokens);
  for (let reading = 0; reading < 5; reading += 1) await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(tokens.asked).toHaveLength(1);
  expect(tokens.asked[0]?.scopes).toEqual([SCOPE]);
  expect(tokensSent(graph)).toEqual(Array(5).fill('Bearer token-1'));
});

test('a refused token is dropped, and the next one tried once', async () => {
  const graph = authenticatedGraph(
    answers({ status: 401 }, { body: record() }),
    credential((number) => token(number)),
  );
  await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(tokensSent(graph)).toEqual(['Bearer token-1', 'Bearer token-2']);
});

test('a second refused token is a matter for an operator', async () => {
  const body = { error: { code: 'InvalidAuthenticationToken' } };
  const graph = authenticatedGraph(
    () => ({ status: 401, body }),
    credential((number) => token(number)),
  );
  const failure = await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'unauthorized', status: 401, code: 'InvalidAuthenticationToken' });
  expect(graph.sent).toHaveLength(2);
});

test('a fixed token that is refused is not sent again', async () => {
  const graph = scriptedGraph(answers({ status: 401 }));
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('unauthorized');
});

test.each<[string, () => never | null, string]>([
  [
    'fails',
    () => {
      throw Object.assign(new Error('AADSTS7000222: the secret a1b2c3 of app x has expired.'), {
        name: 'AuthenticationError',
      });
    },
    'Entra ID refuses the sign-in with AADSTS7000222',
  ],
  [
    'fails without a number',
    () => {
      throw Object.assign(new Error('secret a1b2c3'), { name: 'CredentialUnavailableError' });
    },
    'CredentialUnavailableError',
  ],
  [
    'is a chain of which no member has a token',
    () => {
      throw new AggregateAuthenticationError(
        [
          new CredentialUnavailableError(
            'EnvironmentCredential is unavailable. No underlying credential could be used. a1b2c3',
          ),
          new CredentialUnavailableError("Please run 'az login' from a command prompt. a1b2c3"),
        ],
        'ChainedTokenCredential authentication failed.',
      );
    },
    'the environment holds no service principal, and the Azure CLI (az) is not signed in',
  ],
  [
    'needs the Azure CLI where there is none',
    () => {
      throw new CredentialUnavailableError(
        "Azure CLI could not be found. Install it and authenticate to your Azure account using 'az login'.",
      );
    },
    'the Azure CLI (az) is not installed',
  ],
  ['has no token', () => null, 'the credential has no token'],
])(
  'a credential that %s: the failure says why in words of ours, and nothing is sent',
  async (_what, give, about) => {
    const graph = authenticatedGraph(answers(), credential(give));
    const failure = await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
    expect(failure.kind).toBe('unauthorized');
    expect(failure.message).toBe(`GET /communications/callRecords/{id}: no token: ${about}`);
    expect(failure.cause).toBeUndefined();
    expect(JSON.stringify(graph.lines)).not.toContain('a1b2c3');
    expect(graph.sent).toEqual([]);
  },
);

test('a credential that failed is asked again for the next request', async () => {
  const tokens = credential((number) => {
    if (number === 1) throw new Error('the identity endpoint is not up yet');
    return token(number);
  });
  const graph = authenticatedGraph(answers({ body: record() }), tokens);
  await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(tokensSent(graph)).toEqual(['Bearer token-2']);
});

test('a token that cannot be renewed ahead of its end is used to its end', async () => {
  const tokens = credential((number) => {
    if (number === 2) throw new Error('the identity endpoint is down');
    return token(number, 60);
  });
  const graph = authenticatedGraph(() => ({ body: record() }), tokens);
  await graph.callRecords.open(CALL, NO_SIGNAL);
  // Within two minutes of its end the library renews it beside this request; that fails.
  await graph.callRecords.open(CALL, NO_SIGNAL);
  // And so it is tried again beside the next.
  await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(tokensSent(graph)).toEqual(Array(3).fill('Bearer token-1'));
  expect(tokens.asked).toHaveLength(3);
});

test('a token revoked by a policy of the tenant is replaced by one with the claims it asks for', async () => {
  const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: '1604106651' } } });
  const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
  const tokens = credential((number) => token(number));
  const graph = authenticatedGraph(
    answers({ status: 401, headers: { 'WWW-Authenticate': challenge } }, { body: record() }),
    tokens,
  );
  await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(tokens.asked[1]?.options.claims).toBe(claims);
  expect(tokensSent(graph)).toEqual(['Bearer token-1', 'Bearer token-2']);
});

test('a token that Graph has revoked is not sent again when no other can be had', async () => {
  const claims = Buffer.from(JSON.stringify({ access_token: {} })).toString('base64');
  const challenge = `Bearer error="insufficient_claims", claims="${claims}"`;
  const tokens = credential((number) => {
    if (number > 1) throw new Error('the identity endpoint is down');
    return token(number);
  });
  const graph = authenticatedGraph(
    answers({ status: 401, headers: { 'WWW-Authenticate': challenge } }),
    tokens,
  );
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('unauthorized');
});

test('a credential that does not answer is given up, even one that cannot be told so', async () => {
  const silent = credential(() => new Promise<AccessToken>(() => {}));
  const graph = scriptedGraph(answers(), {
    baseUrl: 'https://graph.microsoft.com',
    authentication: { credential: silent, scope: SCOPE },
    limits: { tokenTimeLimitMilliseconds: 0 },
  });
  const failure = await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'unauthorized', message: expect.stringContaining('TimeoutError') });
});

test('one caller who gives up does not take the token from the others', async () => {
  const caller = new AbortController();
  const tokens = credential(async (number, { abortSignal }) => {
    caller.abort(new Error('too late'));
    if (abortSignal?.aborted === true) throw new Error('nobody waits for this any more');
    return token(number);
  });
  const graph = authenticatedGraph(() => ({ body: record() }), tokens);
  const given = await Promise.allSettled([
    graph.callRecords.open(CALL, caller.signal),
    graph.callRecords.open(CALL, NO_SIGNAL),
  ]);
  expect(given.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(tokens.asked).toHaveLength(1);
});
