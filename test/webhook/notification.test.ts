import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../../src/language/identifiers.ts';
import { createClientStates } from '../../src/subscription/client-state.ts';
import { readNotification } from '../../src/webhook/notification.ts';

const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90');
if (tenantId === undefined) throw new Error('the tenant id of this test is wrong');
const ours = { tenantId, clientStates: createClientStates('the-current-secret', 'the-previous-secret') };
const callId = '0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f';
const subscriptionId = 'a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d';

const change = {
  subscriptionId,
  clientState: 'the-current-secret',
  changeType: 'updated',
  resource: `communications/callRecords/${callId}`,
  resourceData: { '@odata.type': '#microsoft.graph.callrecord', id: callId },
  tenantId,
};

describe('a notification', () => {
  it.each([
    ['as documented', change],
    ['with a leading slash', { ...change, resource: `/communications/callRecords/${callId}` }],
    ['in other case', { ...change, resource: `Communications/CallRecords/${callId.toUpperCase()}` }],
    ['with an OData key', { ...change, resource: `communications/callRecords('${callId}')` }],
    ['without resourceData', { ...change, resourceData: undefined }],
    ['with nulls', { ...change, resourceData: null, tenantId: null, lifecycleEvent: null }],
    [
      'with empty texts',
      { ...change, tenantId: '', lifecycleEvent: '', resourceData: { '@odata.type': '', id: '' } },
    ],
    ['with the previous secret', { ...change, clientState: 'the-previous-secret' }],
    ['with unknown fields', { ...change, somethingNew: { nested: [1] } }],
  ])('%s names its call', (_, element) => {
    expect(readNotification(element, ours)).toEqual({ kind: 'change', callId });
  });

  it.each([
    ['no clientState', { ...change, clientState: undefined }],
    ['another clientState', { ...change, clientState: 'the-current-secreT' }],
    ['a shorter one', { ...change, clientState: 'the-current' }],
    ['a longer one', { ...change, clientState: 'the-current-secret-and-more' }],
    ['an empty one', { ...change, clientState: '' }],
    ['one of another type', { ...change, clientState: ['the-current-secret'] }],
  ])('with %s is forged, whatever else it says', (_, element) => {
    expect(readNotification(element, ours)).toMatchObject({ kind: 'forged', subscriptionId });
  });

  it.each([null, 17, 'text', [], {}, [change]])('%j is forged', (element) => {
    expect(readNotification(element, ours)).toEqual({ kind: 'forged', subscriptionId: undefined });
  });

  it.each([
    ['of another tenant', { ...change, tenantId: '11111111-2222-4333-8444-555555555555' }, 'tenantId'],
    ['with a tenant of another type', { ...change, tenantId: 12 }, 'tenantId'],
    ['of another resource', { ...change, resource: 'users/42/messages/1' }, 'resource'],
    ['without resource', { ...change, resource: undefined }, 'resource'],
    [
      'of another type of data',
      { ...change, resourceData: { '@odata.type': '#microsoft.graph.message' } },
      'resourceData',
    ],
    ['whose id is no GUID', { ...change, resource: 'communications/callRecords/../../users' }, 'resource'],
    [
      'whose id is nearly a GUID',
      { ...change, resource: `communications/callRecords/${callId}0` },
      'call id',
    ],
    ['that names two calls', { ...change, resourceData: { id: subscriptionId } }, 'different calls'],
    ['of an unknown lifecycle event', { ...change, lifecycleEvent: 'somethingNew' }, 'lifecycleEvent'],
  ])('%s is unreadable, and kept without its secret', (_, element, reason) => {
    const notification = readNotification(element, ours);
    expect(notification).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(notification)).not.toContain('the-current-secret');
  });

  it('of the lifecycle names its subscription', () => {
    const element = {
      subscriptionId,
      clientState: 'the-current-secret',
      lifecycleEvent: 'reauthorizationRequired',
      tenantId,
    };
    expect(readNotification(element, ours)).toEqual({
      kind: 'lifecycle',
      subscriptionId,
      event: 'reauthorizationRequired',
    });
  });
});
