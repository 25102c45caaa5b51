/** Each fault of Graph and of the webhook in turn: over the simulated Graph, and over real TLS. */

import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { AggregateAuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultName } from '../../../lab/graph/faults.ts';
import { graphHttpClient } from '../../../lab/graph/http-client.ts';
import type { DoctorWorld } from '../../../src/cli/doctor/examination.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { certificateOf } from './certificate.ts';
import { type Deployment, deployment } from './deployment.ts';
import { expectFault, failing, type NamedFault } from './expect-fault.ts';
import { closedPort, PUBLIC_NAME, startWebhookServer, type WebhookServer } from './webhook-server.ts';

let right: Deployment;
beforeAll(async () => {
  right = await deployment();
});
afterEach(() => right.world.tenant.faults.clear());
afterAll(async () => await right.close());

describe('the doctor names the fault when Graph', () => {
  const faults: ReadonlyArray<NamedFault & { readonly fault: FaultName }> = [
    {
      fault: 'unauthorized',
      fails: ['graph'],
      kind: 'credentials',
      saying: [/answers 401 InvalidAuthenticationToken/, /does not accept the token/],
    },
    {
      fault: 'forbidden',
      fails: ['graph'],
      kind: 'permission',
      saying: [/answers 403/, /CallRecords\.Read\.All/, /up to a day/],
    },
    {
      fault: 'throttled',
      fails: ['graph'],
      kind: 'throttled',
      saying: [/answers 429/, /wait until 2026-11-23T09:\d\d:\d\dZ/, /nothing to fix/],
    },
    { fault: 'server-error', fails: ['graph'], kind: 'service', saying: [/answers 500/, /service health/] },
    {
      fault: 'wrong-content-type',
      fails: ['graph'],
      kind: 'service',
      saying: [/answers 200/, /something between here and there/],
    },
    {
      fault: 'connection-reset',
      fails: ['graph'],
      kind: 'network',
      saying: [/connection cut \(ECONNRESET\)/, /proxy/],
    },
    { fault: 'hang', fails: ['graph'], kind: 'network', saying: [/no answer in time/, /firewall/] },
  ];

  test.each(faults)('shows the fault $fault', async ({ fault, ...named }) => {
    right.world.tenant.faults.add(fault, { count: 10 });
    const limits = fault === 'hang' ? { graphMilliseconds: 300 } : {};
    expectFault(await right.examine({}, { limits }), named);
  });

  test('does not listen at its address', async () => {
    const findings = await right.examine({ GRAPH_BASE_URL: `http://127.0.0.1:${await closedPort()}` });
    expectFault(findings, { fails: ['graph'], kind: 'network', saying: [/ECONNREFUSED/] });
  });

  test('refuses nothing but the subscriptions', async () => {
    right.world.tenant.faults.add('forbidden', { target: 'subscriptions', count: 10 });
    expectFault(await right.examine(), {
      fails: ['subscription'],
      kind: 'permission',
      saying: [/answers 403/],
    });
  });
});

describe('the doctor names the fault when the webhook', () => {
  afterEach(() => {
    right.webhook.answer = rightly;
  });
  let rightly: WebhookServer['answer'];
  beforeAll(() => {
    rightly = right.webhook.answer;
  });

  const text = { 'content-type': 'text/plain; charset=utf-8' };
  const tokenIn = (request: Request) => new URL(request.url).searchParams.get('validationToken') ?? '';
  const both = ['notifications', 'lifecycle'] as const;
  const answers: ReadonlyArray<
    NamedFault & { readonly answer: string; readonly with: WebhookServer['answer'] }
  > = [
    {
      answer: 'the encoded token',
      with: async (request) =>
        new Response(/validationToken=(.*)$/.exec(request.url)?.[1], { headers: text }),
      fails: both,
      kind: 'callback',
      saying: [/token encoded/, /decoded exactly once/],
    },
    {
      answer: 'the token decoded twice',
      with: async (request) => new Response(tokenIn(request).replaceAll('%41', 'A'), { headers: text }),
      fails: both,
      kind: 'callback',
      saying: [/another text than the token/],
    },
    {
      answer: '404',
      with: async () => new Response('', { status: 404 }),
      fails: both,
      kind: 'callback',
      saying: [/answers 404/, /did not start/],
    },
    {
      answer: '403',
      with: async () => new Response('', { status: 403 }),
      fails: both,
      kind: 'callback',
      saying: [/answers 403/, /access restrictions/],
    },
    {
      answer: 'a redirect to a sign-in page',
      with: async () =>
        new Response('', { status: 302, headers: { location: 'https://login.microsoftonline.com/x' } }),
      fails: both,
      kind: 'callback',
      saying: [/redirect to login\.microsoftonline\.com/, /authentication stands before the app/],
    },
    {
      answer: 'a page',
      with: async () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } }),
      fails: both,
      kind: 'callback',
      saying: [/text\/html, not text\/plain/, /WEBHOOK_BASE_URL/],
    },
    {
      answer: '500',
      with: async () => new Response('', { status: 500 }),
      fails: both,
      kind: 'callback',
      saying: [/answers 500/, /log of the app/],
    },
  ];

  test.each(answers)('answers with $answer', async ({ with: answer, ...named }) => {
    right.webhook.answer = async (request) =>
      request.method === 'POST' ? await answer(request) : await rightly(request);
    expectFault(await right.examine(), named);
  });

  test('lacks one of its paths', async () => {
    right.webhook.answer = async (request) =>
      request.url.includes('/api/lifecycle') ? new Response('', { status: 404 }) : await rightly(request);
    expectFault(await right.examine(), { fails: ['lifecycle'], kind: 'callback', saying: [/answers 404/] });
  });

  test('does not answer in the time that Graph gives', async () => {
    right.webhook.answer = async () => await new Promise(() => undefined);
    expectFault(await right.examine({}, { limits: { webhookMilliseconds: 300 } }), {
      fails: both,
      kind: 'callback',
      saying: [/no answer within 0\.3 s/, /alwaysReady/],
    });
  });

  test('answers too slowly, which is advice and not a fault', async () => {
    const findings = await right.examine({}, { limits: { slowWebhookMilliseconds: -1 } });
    expect(failing(findings)).toEqual([]);
    expect(findings.get('notifications')).toMatchObject({ status: 'pass', advice: /cold start/ });
  });

  test('does not exist', async () => {
    // The subscription in Graph names the right address; the other URL would be a fault of its own.
    const other = await deployment();
    await other.webhook.close();
    expectFault(await other.examine(), {
      fails: both,
      kind: 'network',
      saying: [/connection refused \(ECONNREFUSED\)/, /Before the first deployment/, /WEBHOOK_BASE_URL/],
    });
    await other.close().catch(() => undefined);
  });
});

/** What Entra would issue, as far as the doctor reads it. */
function tokenWith(claims: Readonly<Record<string, unknown>>): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `header.${payload}.signature`;
}

const APP = '0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60';

describe('with a real Graph, and a webhook by https, the doctor says that', () => {
  const day = 24 * 60 * 60_000;
  const certificate = certificateOf(PUBLIC_NAME, new Date(Date.now() - day), new Date(Date.now() + day));
  let real: Deployment;
  beforeAll(async () => {
    real = await deployment({ certificate });
  });
  afterEach(() => real.world.tenant.faults.clear());
  afterAll(async () => await real.close());

  const rightClaims = () => ({
    aud: 'https://graph.microsoft.com',
    tid: real.world.tenant.tenantId,
    exp: 1_800_000_000,
    appid: APP,
    roles: ['CallRecords.Read.All'],
  });

  /** The simulated tenant behind Graph's own address, asked with the token that the credential gives. */
  async function examine(claims: Readonly<Record<string, unknown>>, changes: DoctorWorld = {}) {
    const token = tokenWith(claims);
    const inProcess = graphHttpClient(real.world.tenant, real.world.clock);
    const httpClient: HttpClient = {
      async sendRequest(request) {
        expect(request.headers.get('authorization')).toBe(`Bearer ${token}`);
        request.headers.set('authorization', 'Bearer simulated-graph');
        return await inProcess.sendRequest(request);
      },
    };
    const credential: TokenCredential = {
      getToken: async () => ({ token, expiresOnTimestamp: Date.now() + day }),
    };
    const findings = await real.examine(
      { GRAPH_BASE_URL: undefined, AZURE_CLIENT_ID: APP },
      { credential, httpClient, authority: certificate.cert, ...changes },
    );
    expect(JSON.stringify([...findings])).not.toContain(token);
    return findings;
  }

  test('every line passes, the permission too', async () => {
    const findings = await examine(rightClaims());
    expect([...findings].filter(([, { status }]) => status !== 'pass')).toEqual([]);
    expect(findings.get('notifications')).toMatchObject({ evidence: /TLSv1\.[23]/ });
    expect(findings.get('reachedByGraph')).toMatchObject({
      evidence: /Graph checked both paths|a notification came/,
    });
  });

  test('there is no token', async () => {
    const credential: TokenCredential = {
      getToken: async () => {
        throw Object.assign(new Error('AADSTS7000215: Invalid client secret provided.'), {
          name: 'AuthenticationRequiredError',
        });
      },
    };
    expectFault(await examine(rightClaims(), { credential }), {
      fails: ['token'],
      kind: 'credentials',
      saying: [/Entra ID refuses the sign-in with AADSTS7000215/, /az login/],
    });
  });

  test('there is no token because nobody is signed in, in words and without the name of a class', async () => {
    const credential: TokenCredential = {
      getToken: async () => {
        throw new AggregateAuthenticationError(
          [
            new CredentialUnavailableError('EnvironmentCredential is unavailable.'),
            new CredentialUnavailableError("Please run 'az login' from a command prompt to authenticate."),
          ],
          'ChainedTokenCredential authentication failed.',
        );
      },
    };
    const findings = await examine(rightClaims(), { credential });
    expectFault(findings, {
      fails: ['token'],
      kind: 'credentials',
      saying: [/no token for Graph: .*the Azure CLI \(az\) is not signed in/, /az login/],
    });
    expect(JSON.stringify([...findings])).not.toContain('AuthenticationError');
  });

  test('no token comes in time', async () => {
    const credential: TokenCredential = { getToken: async () => await new Promise(() => undefined) };
    expectFault(await examine(rightClaims(), { credential, limits: { tokenMilliseconds: 200 } }), {
      fails: ['token'],
      kind: 'network',
      saying: [/in time/, /login\.microsoftonline\.com/],
    });
  });

  test('the token belongs to another tenant', async () => {
    const tid = '11111111-2222-4333-8444-555555555555';
    expectFault(await examine({ ...rightClaims(), tid }), {
      fails: ['token'],
      kind: 'credentials',
      saying: [/tenant 11111111-/, /GRAPH_TENANT_ID/],
    });
  });

  test('the token is for another cloud', async () => {
    expectFault(await examine({ ...rightClaims(), aud: 'https://graph.microsoft.us' }), {
      fails: ['token'],
      kind: 'settings',
      saying: [/for https:\/\/graph\.microsoft\.us/, /GRAPH_CLOUD/],
    });
  });

  test('the permission is not in the token', async () => {
    expectFault(await examine({ ...rightClaims(), roles: ['User.Read.All'] }), {
      fails: ['role'],
      kind: 'permission',
      saying: [/holds User\.Read\.All, not CallRecords\.Read\.All/, /cached for up to a day/],
    });
  });

  test.each([
    ['a person', { roles: undefined, scp: 'User.Read' }],
    ['another app', { appid: '99999999-2222-4333-8444-555555555555', roles: [] }],
  ])('the token of %s shows neither the rights of the app nor its subscription', async (_whose, claims) => {
    real.world.tenant.faults.add('forbidden', { count: 10 });
    const findings = await examine({ ...rightClaims(), ...claims });
    expect(failing(findings)).toEqual([]);
    for (const id of ['role', 'graph', 'subscription', 'otherSubscriptions'] as const) {
      expect(findings.get(id), id).toMatchObject({ status: 'unknown' });
    }
    expect(findings.get('token')).toMatchObject({ advice: /not to the app/ });
  });

  test('the certificate comes from an unknown authority', async () => {
    expectFault(await examine(rightClaims(), { authority: undefined }), {
      fails: ['notifications', 'lifecycle'],
      kind: 'callback',
      saying: [/certificate not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/, /public authority/],
    });
  });

  const olderTls: ReadonlyArray<readonly [string, RegExp, Parameters<typeof startWebhookServer>[0]]> = [
    [
      'the certificate has expired',
      /CERT_HAS_EXPIRED/,
      certificateOf(PUBLIC_NAME, new Date('2020-01-01'), new Date('2021-01-01')),
    ],
    [
      'the webhook supports nothing newer than TLS 1.1',
      /no common TLS version/,
      { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
    ],
  ];
  test.each(olderTls)('%s', async (_fault, words, tls) => {
    const { origin, close } = await startWebhookServer(tls);
    const { cert } = tls ?? {};
    const findings = await real.examine({ WEBHOOK_BASE_URL: origin }, { authority: String(cert) });
    await close();
    expect(findings.get('notifications')).toMatchObject({
      status: 'fail',
      kind: 'callback',
      evidence: words,
    });
  });

  test('Graph could not validate the webhook, although it answers from here', async () => {
    await real.world.write('PipelineStatus', 'subscription', {
      LastFailureAt: { type: 'DateTime', value: toDateTime(real.world.clock.now()) },
      LastFailure: { type: 'String', value: 'GraphFailure: POST /subscriptions: 400 ValidationError' },
    });
    expectFault(await examine(rightClaims()), {
      fails: ['reachedByGraph'],
      kind: 'callback',
      saying: [/400 ValidationError/, /from here and not from the internet/],
    });
  });
});
