import { declareTable, type RowOf } from '../table.ts';

export const subscriptions = declareTable({
  name: 'Subscriptions',
  rowIs: 'Graph subscription as last seen, with its events and gaps',
  partitionKey: 'tenantId',
  rowKey: 'subscriptionId',
  columns: {
    State: {
      type: 'String',
      meaning:
        'live: seen in Graph at the last check. gone: no longer there. foreign: of another deployment with the same app registration, and left alone.',
    },
    NotificationUrl: { type: 'String', meaning: 'Where Graph sends notifications.' },
    LifecycleNotificationUrl: { type: 'String', meaning: 'Where Graph sends lifecycle events.' },
    ClientStateHash: {
      type: 'String',
      meaning:
        'SHA-256 (hexadecimal) of the clientState it was created with: Graph never returns the secret.',
    },
    CreatedAt: { type: 'DateTime', meaning: 'When this program created it.' },
    ExpirationDateTime: { type: 'DateTime', meaning: 'When Graph ends it unless it is renewed.' },
    RenewedAt: { type: 'DateTime', meaning: 'When it was last created or renewed.' },
    LastSeenAt: {
      type: 'DateTime',
      meaning:
        'When Graph last showed it and its notifications were accepted: with the current or the previous secret.',
    },
    TakeOverAt: {
      type: 'DateTime',
      meaning: 'When an operator asked to delete it although it is foreign, and to take its place.',
    },
    GoneAt: { type: 'DateTime', meaning: 'When it was first found missing.' },
    GapFrom: {
      type: 'DateTime',
      meaning: 'Start of the time without a live subscription that ended when this one was created.',
    },
    GapTo: { type: 'DateTime', meaning: 'End of that time.' },
    ReauthorizationRequiredAt: { type: 'DateTime', meaning: 'Last lifecycle event reauthorizationRequired.' },
    SubscriptionRemovedAt: { type: 'DateTime', meaning: 'Last lifecycle event subscriptionRemoved.' },
    MissedAt: {
      type: 'DateTime',
      meaning: 'Last lifecycle event missed: Graph could not deliver some notifications.',
    },
    ResyncedAt: {
      type: 'DateTime',
      meaning:
        'Of what this row tells (GapTo, MissedAt, SubscriptionRemovedAt), everything up to then has made all hours of Coverage due.',
    },
    ClientStateMismatchAt: {
      type: 'DateTime',
      meaning:
        'Last notification for this subscription with a clientState that is neither current nor previous.',
    },
  },
});
export type SubscriptionValues = RowOf<typeof subscriptions>;
