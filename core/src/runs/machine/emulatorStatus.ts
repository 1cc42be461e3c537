/** The exit status of the embedded machine's emulator when the processor has met with what it cannot do. */
export const processorStopped = 3;
