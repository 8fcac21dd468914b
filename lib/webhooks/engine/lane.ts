import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import type { Pace } from './pace';

/** A webhook of which something is being sent or waits here. */
export interface Lane {
  webhookId: string;
  organization: Organization;
  sending: number;
  /** Leased, in the order in which they are to begin; `head` is the index of the first. */
  ahead: Waiting[];
  head: number;
  pace: Pace;
  /** Waits for its turn, in `ready` or with its organisation. */
  listed: boolean;
  /** The queue has more for it. */
  behind: boolean;
}

export interface Waiting {
  delivery: LeasedDelivery;
  since: number;
}

export interface Organization {
  id: string;
  sending: number;
  lanes: Set<Lane>;
  /** Lanes that had their turn while it had no place, in turn. */
  blocked: Lane[];
}
