/** Asked in the middle of long work, now and then: it goes on when that comes back, so that what somebody waits for comes first. */
export type Pace = () => Promise<void> | undefined;
