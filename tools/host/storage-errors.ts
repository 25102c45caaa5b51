// The storage service's own word for what went wrong, such as "QueueNotFound".
// https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2

export function storageErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
