/** What the queue says about one delivery of a message. */
export interface Delivery {
  readonly messageId: string;
  /** 1 for the first delivery. */
  readonly dequeueCount: number;
  readonly insertedAt: Date;
}
