/** What a person calls with: a platform and the client on it. */

import type { Random } from '../../random.ts';
import type { ClientPlatform, ProductFamily } from '../records/call-record.ts';
import type { Person } from '../records/identity.ts';

export interface Client {
  readonly platform: ClientPlatform;
  readonly productFamily: ProductFamily;
  readonly headerValue: string | null;
}

const HEADER_VALUES: Readonly<Record<ClientPlatform, string | null>> = {
  unknown: null,
  windows: 'CallSignalingAgent (27/1.4.00.26376//;release_2025/releases_CL2025.R25)',
  macOS: 'CallSignalingAgent (28/1.5.00.22362//;release_2025/releases_CL2025.R24)',
  iOS: 'CallSignalingAgent (1416/1.0.0.2025062301//)',
  android: 'RTCC/7.0.0.0 UCWA/7.0.0.0 AndroidLync/6.25.0.27 (Example Phone Android 15)',
  web: 'Chrome/141.0.0.0 CallSignalingAgent (29/49/25090111/)',
  ipPhone: 'ExampleVoice CCX500/1.0.94.2025',
  roomSystem: 'MTR-W/5.4.217.0 ExampleRoom',
  surfaceHub: 'SurfaceHub/2.1 Teams/1.6',
  holoLens: null,
};

/** What users choose, but for one platform. */
export function platformBut(avoided: ClientPlatform, random: Random): ClientPlatform {
  const share = (platform: ClientPlatform, weight: number) =>
    [platform, platform === avoided ? 0 : weight] as const;
  return random.weighted([
    share('windows', 50),
    share('macOS', 15),
    share('iOS', 12),
    share('android', 10),
    share('web', 8),
    share('ipPhone', 0.5),
    share('surfaceHub', 0.5),
    share('holoLens', 0.5),
  ]);
}

/** What someone calls with who would use `platform` where they have the choice. */
export function clientOf({ kind }: Person, platform: ClientPlatform, random: Random): Client {
  switch (kind) {
    case 'user':
    case 'encrypted':
      return teamsClient(platform);
    case 'anonymous':
      return teamsClient('web');
    case 'communicationServices':
      return {
        platform: 'web',
        productFamily: 'azureCommunicationServices',
        headerValue: 'azsdk-js-communication-calling/1.36.1 (javascript_calling_sdk;#clientTag:example)',
      };
    case 'onPremises':
      return {
        platform: 'windows',
        productFamily: random.pick(['skypeForBusiness', 'lync']),
        headerValue: 'UCCAPI/16.0.12527.20122 OC/16.0.12527.20194 (Skype for Business)',
      };
    case 'device':
      return teamsClient('roomSystem');
    case 'phone':
    case 'application':
    case 'applicationInstance':
      return { platform: 'unknown', productFamily: 'unknown', headerValue: null };
  }
}

function teamsClient(platform: ClientPlatform): Client {
  return { platform, productFamily: 'teams', headerValue: HEADER_VALUES[platform] };
}

/** Without a socket for a cable. */
export function isPocketSize({ platform }: Client): boolean {
  return platform === 'iOS' || platform === 'android';
}
