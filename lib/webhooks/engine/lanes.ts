import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import type { Room } from '@/lib/webhooks/data/room';
import type { Lane, Organization } from './lane';
import { Paces } from './pace';
import { Places } from './places';

/** How many attempts may run at a time in this process. */
export interface LanesOptions {
  /** In all (DELIVERY_CONCURRENCY). */
  concurrency: number;
  /** Of one webhook (DELIVERY_ENDPOINT_CONCURRENCY). */
  webhookConcurrency: number;
}

/** Leased ahead at most: so many times the places in all, of that this share for one organisation, and so many bytes. */
const AHEAD_FACTOR = 80;
const AHEAD_ORGANIZATION_SHARE = 0.75;
const AHEAD_BYTES_MAX = 32 * 2 ** 20;
/**
 * What was leased longer ago is not begun: after a standstill of the process or of the database its lease may be over,
 * and another process may be sending it. A lease lasts at least 20 seconds longer than an attempt's time limit.
 */
const BEGIN_MS = 10_000;

/**
 * What this process has leased, webhook by webhook: what is being sent and what waits its turn. Lanes take turns, so
 * that whoever has much to send, or hangs, takes nothing from the others but the places that it may have.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly organizations = new Map<string, Organization>();
  private readonly paces = new Paces();
  /** Lanes with something to begin, in turn. */
  private readonly ready: Lane[] = [];
  private readonly aheadMax: number;
  private readonly places: Places;
  private sendingCount = 0;
  private aheadCount = 0;
  private aheadBytes = 0;
  /** Characters of a body, on average. */
  private bodySize = 500;
  private reserved = 0;

  /** @param now a monotonic clock in milliseconds */
  constructor(
    private readonly options: LanesOptions,
    private readonly now: () => number,
  ) {
    this.places = new Places(options.concurrency, now);
    this.aheadMax = options.concurrency * AHEAD_FACTOR;
  }

  /** See {@link Places.narrow}. */
  narrow(): number | null {
    return this.places.narrow(this.sendingCount);
  }

  /** See {@link Places.widen}. */
  widen(): void {
    this.places.widen();
  }

  get sending(): number {
    return this.sendingCount;
  }

  /** Leased and not begun. */
  get waiting(): number {
    return this.aheadCount;
  }

  /** What may be leased now in all. */
  get free(): number {
    const places = Math.max(this.places.count - this.sendingCount, 0);
    if (this.aheadBytes > AHEAD_BYTES_MAX) return Math.max(places - this.aheadCount - this.reserved, 0);
    return Math.max(places + this.aheadMax - this.aheadCount - this.reserved, 0);
  }

  /** `count` deliveries, or fewer when bodies are so large that it would be too much at once. */
  sizeOf(count: number): number {
    return Math.max(Math.min(count, Math.floor(AHEAD_BYTES_MAX / 2 / this.bodySize)), 1);
  }

  /** @param fifo leave out what the queue has older deliveries for */
  room(limit: number, { fifo }: { fifo: boolean }): Room {
    const rooms = new Map<string, number>();
    for (const lane of this.lanes.values())
      rooms.set(lane.webhookId, fifo && lane.behind ? 0 : this.roomOf(lane));
    const organizationRooms = new Map<string, number>();
    for (const organization of this.organizations.values())
      organizationRooms.set(organization.id, this.roomOfOrganization(organization));
    return {
      room: Math.min(this.free, limit),
      webhookRoom: this.options.webhookConcurrency,
      organizationRoom: this.places.ofOrganization,
      rooms,
      organizationRooms,
    };
  }

  /** Sets room aside until {@link unreserve}. */
  reserve(count: number): void {
    this.reserved += count;
  }

  unreserve(count: number): void {
    this.reserved -= count;
  }

  /**
   * Takes over what was leased; {@link next} gives it out.
   * @param since when the statement that leased it was sent, as its answer may have been under way for long
   */
  add(deliveries: readonly LeasedDelivery[], since = this.now()): void {
    for (const delivery of deliveries) {
      const lane = this.laneOf(delivery, since);
      lane.ahead.push({ delivery, since });
      this.aheadCount++;
      this.aheadBytes += delivery.body.length;
      this.bodySize += (delivery.body.length - this.bodySize) * 0.05;
      this.list(lane);
    }
  }

  /** The next delivery to begin; null when there is none, or no place for one. It then counts as being sent. */
  next(): LeasedDelivery | null {
    while (this.sendingCount < this.places.count) {
      const lane = this.ready.shift();
      if (!lane) return null;
      if (lane.organization.sending >= this.places.ofOrganization) {
        lane.organization.blocked.push(lane);
        continue;
      }
      lane.listed = false;
      const waiting = this.mayBegin(lane) ? lane.ahead[lane.head++] : undefined;
      if (!waiting) continue;
      // Emptied in steps, so that taking the first of many costs nothing.
      if (lane.head > 64 && lane.head * 2 > lane.ahead.length) {
        lane.ahead.splice(0, lane.head);
        lane.head = 0;
      }
      this.aheadCount--;
      this.aheadBytes -= waiting.delivery.body.length;
      this.sendingCount++;
      lane.sending++;
      lane.organization.sending++;
      this.list(lane);
      return waiting.delivery;
    }
    return null;
  }

  /** An attempt has ended. True when the queue has more for its webhook, and it is time to ask. */
  leave({ webhookId }: LeasedDelivery): boolean {
    const lane = this.lanes.get(webhookId);
    if (!lane || lane.sending === 0) return false;
    lane.pace.count(this.now());
    this.sendingCount--;
    lane.sending--;
    const { organization } = lane;
    organization.sending--;
    this.list(lane);
    this.unblock(organization);
    if (this.isOver(lane)) {
      this.forget(lane);
      return lane.behind;
    }
    return this.wantsMore(lane);
  }

  /** The queue has more for these webhooks. True when one of them is to be asked for now, and not when others have ended. */
  noteBehind(webhookIds: Iterable<string>): boolean {
    let ask = false;
    for (const id of webhookIds) {
      const lane = this.lanes.get(id);
      if (lane) lane.behind = true;
      ask ||= !lane || this.wantsMore(lane);
    }
    return ask;
  }

  /** The queue was seen to its end; for those that had room in `rooms` it has no more. */
  noteCaughtUp(rooms: ReadonlyMap<string, number>): void {
    for (const [id, room] of rooms) {
      const lane = this.lanes.get(id);
      if (lane && room > 0) lane.behind = false;
    }
  }

  /** Takes out what has waited here for longer than `ms`, or all of it. */
  takeBack(ms = -1): LeasedDelivery[] {
    const before = this.now() - ms;
    const taken: LeasedDelivery[] = [];
    for (const lane of this.lanes.values()) {
      while (lane.head < lane.ahead.length) {
        const waiting = lane.ahead[lane.head];
        if (!waiting || waiting.since > before) break;
        taken.push(waiting.delivery);
        lane.head++;
        this.aheadCount--;
        this.aheadBytes -= waiting.delivery.body.length;
        lane.behind = true;
      }
      if (this.isOver(lane)) this.forget(lane);
      // What was too old to begin may have been in the way of what is not.
      else this.list(lane);
    }
    return taken;
  }

  /** A place of the organisation is free for the first lane that has still something to begin. */
  private unblock(organization: Organization): void {
    for (let lane = organization.blocked.shift(); lane; lane = organization.blocked.shift()) {
      if (this.mayBegin(lane)) {
        this.ready.push(lane);
        return;
      }
      lane.listed = false;
    }
  }

  private list(lane: Lane): void {
    if (lane.listed || !this.mayBegin(lane)) return;
    lane.listed = true;
    this.ready.push(lane);
  }

  private mayBegin(lane: Lane): boolean {
    const first = lane.ahead[lane.head];
    return (
      first !== undefined &&
      lane.sending < this.options.webhookConcurrency &&
      this.now() - first.since <= BEGIN_MS
    );
  }

  /** Half of what it may have is used up, and the queue has more. */
  private wantsMore(lane: Lane): boolean {
    return lane.behind && this.roomOf(lane) * 2 >= this.options.webhookConcurrency + lane.pace.ahead;
  }

  private roomOf(lane: Lane): number {
    const held = lane.sending + lane.ahead.length - lane.head;
    return Math.max(this.options.webhookConcurrency + lane.pace.ahead - held, 0);
  }

  private roomOfOrganization(organization: Organization): number {
    let ahead = 0;
    let waiting = 0;
    for (const lane of organization.lanes) {
      ahead += lane.pace.ahead;
      waiting += lane.ahead.length - lane.head;
    }
    const allowed = this.places.ofOrganization + Math.min(ahead, this.aheadMax * AHEAD_ORGANIZATION_SHARE);
    return Math.max(allowed - organization.sending - waiting, 0);
  }

  private laneOf({ webhookId, organizationId }: LeasedDelivery, now: number): Lane {
    let lane = this.lanes.get(webhookId);
    if (lane) return lane;
    let organization = this.organizations.get(organizationId);
    if (!organization) {
      organization = { id: organizationId, sending: 0, lanes: new Set(), blocked: [] };
      this.organizations.set(organizationId, organization);
    }
    lane = {
      webhookId,
      organization,
      sending: 0,
      ahead: [],
      head: 0,
      pace: this.paces.of(webhookId, now),
      listed: false,
      behind: false,
    };
    organization.lanes.add(lane);
    this.lanes.set(webhookId, lane);
    return lane;
  }

  private isOver(lane: Lane): boolean {
    return lane.sending === 0 && lane.head === lane.ahead.length;
  }

  private forget(lane: Lane): void {
    this.lanes.delete(lane.webhookId);
    this.paces.remember(lane.webhookId, lane.pace);
    lane.organization.lanes.delete(lane);
    if (lane.organization.lanes.size === 0) this.organizations.delete(lane.organization.id);
  }
}
