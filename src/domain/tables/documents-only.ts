/** What Graph sends that no column holds: it is in the documents, which keep everything. */

export interface DocumentsOnly {
  /** Where the properties stand, as in the `from` of columns. */
  readonly at: ReadonlyArray<string>;
  readonly properties: ReadonlyArray<string>;
  readonly reason: string;
}

export const documentsOnly: ReadonlyArray<DocumentsOnly> = [
  {
    at: ['call'],
    properties: ['participants'],
    reason: 'Deprecated by Graph and cut at 130 entries; participants_v2 is table Participants.',
  },
  {
    at: [
      'call.organizer_v2.identity',
      'session.caller.associatedIdentity',
      'session.callee.associatedIdentity',
      'segment.caller.associatedIdentity',
      'segment.callee.associatedIdentity',
    ],
    properties: [
      'email',
      'ipAddress',
      'applicationType',
      'hidden',
      'azureCommunicationServicesResourceId',
      'endpointType',
    ],
    reason: 'Details of few kinds of identity; Participants shows them for everybody in the call.',
  },
];
