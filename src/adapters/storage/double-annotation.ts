/**
 * Keeps whole Doubles apart from Int32. The service writes both without a type: `1.0` is a Double and `1` an Int32,
 * a difference that is gone once JSON is parsed, and the SDK then calls both Int32.
 * https://github.com/Azure/azure-sdk-for-js/issues/19899
 */

import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/** A JSON string and, when it is a property's name before a number, that number. Whole strings are matched, so that
 * nothing inside one is taken for a property. */
const STRING_OR_NUMBER_PROPERTY = /"([^"\\]*(?:\\.[^"\\]*)*)"(?:\s*:\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))?/g;

/** Adds the type annotation to every property whose number is written with a fraction or an exponent. */
export function annotateDoubles(json: string): string {
  return json.replaceAll(STRING_OR_NUMBER_PROPERTY, (match, name: string, number: string | undefined) =>
    number !== undefined && /[.eE]/.test(number) ? `"${name}@odata.type":"Edm.Double",${match}` : match,
  );
}

/** Annotates the Doubles of each answer before the SDK parses it. */
export const doubleAnnotationPolicy: PipelinePolicy = {
  name: 'doubleAnnotationPolicy',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.bodyAsText) response.bodyAsText = annotateDoubles(response.bodyAsText);
    return response;
  },
};
