/** Version of the command line, equal to the package's. */
export const VERSION = '0.1.0';
