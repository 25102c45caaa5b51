/** Columns of an endpoint: a participant's or a service's end of a session or segment, with its user agent. */

import { graphColumns, placed } from '../graph-column.ts';

/** The machine and the program, of endpoint and its subtypes participantEndpoint and serviceEndpoint. */
const machineColumns = graphColumns({
  EndpointKind: {
    type: 'String',
    from: '',
    as: 'typeName',
    knownValues: ['participantEndpoint', 'serviceEndpoint'],
    meaning: 'Whether a participant or a service is at this end.',
  },
  EndpointName: { type: 'String', person: true, from: 'name', meaning: 'Name of the machine.' },
  CpuName: { type: 'String', from: 'cpuName', meaning: 'Name of the processor.' },
  CpuCoresCount: { type: 'Int32', from: 'cpuCoresCount', meaning: 'Number of processor cores.' },
  CpuProcessorSpeedInMhz: {
    type: 'Int32',
    from: 'cpuProcessorSpeedInMhz',
    meaning: 'Speed of the processor in megahertz.',
  },
});

/** userAgent and its subtypes clientUserAgent and serviceUserAgent. */
const userAgentColumns = graphColumns({
  Platform: {
    type: 'String',
    from: 'platform',
    knownValues: [
      'unknown',
      'windows',
      'macOS',
      'iOS',
      'android',
      'web',
      'ipPhone',
      'roomSystem',
      'surfaceHub',
      'holoLens',
    ],
    meaning: 'Platform of a client.',
  },
  ProductFamily: {
    type: 'String',
    from: 'productFamily',
    knownValues: ['unknown', 'teams', 'skypeForBusiness', 'lync', 'azureCommunicationServices'],
    meaning: 'Family of a client program.',
  },
  ServiceRole: {
    type: 'String',
    from: 'role',
    knownValues: [
      'unknown',
      'customBot',
      'skypeForBusinessMicrosoftTeamsGateway',
      'skypeForBusinessAudioVideoMcu',
      'skypeForBusinessApplicationSharingMcu',
      'skypeForBusinessCallQueues',
      'skypeForBusinessAutoAttendant',
      'mediationServer',
      'mediationServerCloudConnectorEdition',
      'exchangeUnifiedMessagingService',
      'mediaController',
      'conferencingAnnouncementService',
      'conferencingAttendant',
      'audioTeleconferencerController',
      'skypeForBusinessUnifiedCommunicationApplicationPlatform',
      'responseGroupServiceAnnouncementService',
      'gateway',
      'skypeTranslator',
      'skypeForBusinessAttendant',
      'responseGroupService',
      'voicemail',
    ],
    meaning: 'Role of a service.',
  },
  ApplicationVersion: { type: 'String', from: 'applicationVersion', meaning: 'Version of the program.' },
  UserAgentHeader: {
    type: 'String',
    from: 'headerValue',
    meaning: 'User-Agent header that the program sent.',
  },
  AzureAdAppId: {
    type: 'String',
    from: 'azureADAppId',
    meaning: "The client program's application id in Microsoft Entra ID.",
  },
  CommunicationServiceId: {
    type: 'String',
    from: 'communicationServiceId',
    meaning: 'Azure Communication Services resource of the client program.',
  },
});

export const endpointColumns = { ...machineColumns, ...placed('', 'userAgent', userAgentColumns) };

/** userFeedback: how the user of a participantEndpoint rated the session. Paths lead to the endpoint. */
export const feedbackColumns = graphColumns({
  FeedbackRating: {
    type: 'String',
    from: 'feedback.rating',
    knownValues: ['notRated', 'bad', 'poor', 'fair', 'good', 'excellent'],
    meaning: 'How the user rated the quality of the session.',
  },
  FeedbackText: {
    type: 'String',
    person: true,
    from: 'feedback.text',
    meaning: 'What the user wrote about it.',
  },
  FeedbackTokens: {
    type: 'String',
    from: 'feedback.tokens',
    as: 'json',
    meaning: 'What the user ticked, as a JSON object of booleans. The names differ by client and may change.',
  },
});
