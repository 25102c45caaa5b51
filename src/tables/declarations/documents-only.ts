/** What Graph sends that no column holds: it is in the documents, which keep everything. */

export interface DocumentsOnly {
  /** Below which paths the properties stand; paths as in the `from` of columns. */
  readonly below: ReadonlyArray<string>;
  readonly properties: ReadonlyArray<string>;
  readonly reason: string;
}

export const documentsOnly: ReadonlyArray<DocumentsOnly> = [
  {
    below: ['call'],
    properties: ['participants'],
    reason: 'Deprecated by Graph and cut at 130 entries; participants_v2 is table Participants.',
  },
  {
    below: [
      'call.organizer_v2',
      'call.organizer',
      'session.caller',
      'session.callee',
      'segment.caller',
      'segment.callee',
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
