/** fabric-common prints each refusal with its stack; a refusal is an answer. Whoever sets HFC_LOGGING hears it. */
process.env['HFC_LOGGING'] ??= '{}';
