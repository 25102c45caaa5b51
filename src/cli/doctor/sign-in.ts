/** What to do when there is no token on this machine. */
export const SIGN_IN =
  'Sign in with az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment.';
