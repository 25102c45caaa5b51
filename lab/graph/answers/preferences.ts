/** The Prefer header: page size, unknown enum members. */

export interface Preferences {
  readonly maximumPageSize: number | undefined;
  readonly includeUnknownEnumMembers: boolean;
}

/** Several preferences may be joined by commas; unknown ones are ignored, as HTTP asks. */
export function preferencesOf(header: string | undefined): Preferences {
  const preferences = (header ?? '').split(',').map((preference) => preference.trim().toLowerCase());
  const size = Number(
    preferences.find((preference) => /^(odata\.)?maxpagesize=\d+$/.test(preference))?.split('=')[1] ??
      Number.NaN,
  );
  return {
    maximumPageSize: size >= 1 ? size : undefined,
    includeUnknownEnumMembers: preferences.includes('include-unknown-enum-members'),
  };
}

/**
 * A document as these preferences want it written. Of the enums of call records only one member stands after the
 * sentinel and so needs to be asked for: productFamily's azureCommunicationServices.
 */
export function writeDocument(document: object, preferences: Preferences): string {
  const text = JSON.stringify(document);
  return preferences.includeUnknownEnumMembers
    ? text
    : text.replaceAll('"productFamily":"azureCommunicationServices"', '"productFamily":"unknownFutureValue"');
}
