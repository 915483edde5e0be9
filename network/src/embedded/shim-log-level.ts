/** The shim reads its log level when it loads, and would print at INFO; this module is imported before it. */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'ERROR';
