/** Records of the services' HTTP interfaces, as servers write them and clients read them. No framework but Jackson. */
package dev.shakedown.contract.http;
