/**
 * Keeps whole Doubles apart from Int32. The service writes both without a type: `1.0` is a Double and `1` an Int32,
 * a difference that is gone once JSON is parsed, and the SDK then calls both Int32.
 * https://github.com/Azure/azure-sdk-for-js/issues/19899
 */

import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/**
 * The end of a property's name before a number that is written with a fraction or an exponent, and the name: it is looked
 * for where there is such a number alone. Nothing inside a text is taken for one, because a quote there stands behind a
 * backslash; and what stands between two texts begins with punctuation.
 */
const END_OF_NAME = /"\s*:\s*(?=-?\d+[.eE])(?<="([^"\\:,{}[\]\s]+)"\s*:\s*)/g;

/** Adds the type annotation to every property whose number is written with a fraction or an exponent. */
export function annotateDoubles(json: string): string {
  return json.replaceAll(END_OF_NAME, '@odata.type":"Edm.Double","$1":');
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
