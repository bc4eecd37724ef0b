/** Transactions on PostgreSQL, what their failures mean, and the schema's migration. */
package dev.shakedown.resultstore.database;
