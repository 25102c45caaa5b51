/** The page's icon: bars of calls, one of them with a poor part. */

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1f5fa8"/>
<path fill="#fff" d="M7 17h4v8H7zM14 8h4v17h-4zM21 12h4v7h-4z"/><path fill="#ff9b85" d="M21 19h4v6h-4z"/>
</svg>
`;
