/**
 * Keeps whole Doubles apart from Int32. The service writes both without a type: `1.0` is a Double and `1` an Int32,
 * a difference that is gone once JSON is parsed, and the SDK then calls both Int32.
 * https://github.com/Azure/azure-sdk-for-js/issues/19899
 */

import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/**
 * The name of a property before a number that is written with a fraction or an exponent. Nothing inside a text is taken
 * for one, because a quote there stands behind a backslash; and what stands between two texts begins with punctuation.
 */
const NAME_OF_DOUBLE = /"([^"\\:,{}[\]\s]+)"\s*:\s*(?=-?\d+[.eE])/g;

/** Pages that have none are told sooner. */
const MAYBE_DOUBLE = /"\s*:\s*-?\d+[.eE]/;

/** Adds the type annotation to every property whose number is written with a fraction or an exponent. */
export function annotateDoubles(json: string): string {
  if (!MAYBE_DOUBLE.test(json)) return json;
  return json.replaceAll(NAME_OF_DOUBLE, '"$1@odata.type":"Edm.Double",$&');
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
