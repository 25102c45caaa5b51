/** How drawings show what is poor: by a pattern as well as by colour. */

/** As an attribute: in a sheet of styles the reference would be to the sheet. */
export const POOR_FILL = 'url(#poor)';

/** Once in a screen that uses the fill. */
export function PoorPattern() {
  return (
    <defs>
      <pattern id="poor" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="poor-ground" width="5" height="5" />
        <rect class="poor-line" width="1.5" height="5" />
      </pattern>
    </defs>
  );
}
