/** How much a statement may lease to a process. */
export interface Room {
  /** Deliveries in all. */
  room: number;
  /** Of a webhook that is not in `rooms`, an organisation that is not in `organizationRooms`. */
  webhookRoom: number;
  organizationRoom: number;
  /** Webhooks and organisations of which the process is sending already, and how many more it takes. */
  rooms: ReadonlyMap<string, number>;
  organizationRooms: ReadonlyMap<string, number>;
}
