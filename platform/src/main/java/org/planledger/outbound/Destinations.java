package org.planledger.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where may be sent what others have asked for: to public addresses over https, and over http too
 * to the networks that the operator has named. So nobody can have this server ask the network it
 * stands in, or the machine it runs on.
 */
public final class Destinations {
  /**
   * What is not public. Of the addresses of version 6 those are that are given out at all, but for
   * the ones that stand for others.
   */
  private static final List<Network> REFUSED =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              // Metadata of machines in a cloud, under a public address.
              "168.63.129.16",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20")
          .map(Network::parse)
          .toList();

  private static final Network GIVEN_OUT = Network.parse("2000::/3");
  private static final int HIGHEST_PORT = 65_535;

  private final List<Network> named;

  /**
   * With the networks that the operator has named.
   *
   * @throws IllegalArgumentException where one is no block of addresses
   */
  public Destinations(List<String> networks) {
    named = networks.stream().map(network -> Network.parse(network.strip())).toList();
  }

  /** Whether may be sent to an address. */
  public boolean isPermitted(InetAddress address, boolean encrypted) {
    return named.stream().anyMatch(network -> network.contains(address))
        || (encrypted && isPublic(address));
  }

  private static boolean isPublic(InetAddress address) {
    return (address instanceof Inet4Address || GIVEN_OUT.contains(address))
        && REFUSED.stream().noneMatch(network -> network.contains(address));
  }

  /**
   * The addresses of a host, looked up once: whoever connects, connects to one of these.
   *
   * @throws UnknownHostException where there is none, or where may not be sent to one of them
   */
  public List<InetAddress> addresses(String host, boolean encrypted) throws UnknownHostException {
    List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
    for (InetAddress address : addresses) {
      if (!isPermitted(address, encrypted)) {
        throw new NotPermitted(host, encrypted);
      }
    }
    return addresses;
  }

  /** May not be sent to. */
  public static final class NotPermitted extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    NotPermitted(String host, boolean encrypted) {
      super(
          encrypted
              ? "%s is no public address".formatted(host)
              : "%s may be sent to over https only".formatted(host));
    }
  }

  /**
   * Why nothing may be sent to a URL; empty: nothing stands against it. A name that is not known at
   * the moment may be known later, and is looked up again then.
   */
  public Optional<String> refusal(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("is no URL: %s.".formatted(e.getReason()));
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of("must begin with https://.");
    }
    if (uri.getHost() == null || uri.getPort() > HIGHEST_PORT || uri.getPort() == 0) {
      return Optional.of("must name a host, in ASCII, such as https://example.org/planledger.");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return Optional.of("must have neither a user nor a fragment: it stays in the log for ever.");
    }
    boolean encrypted = scheme.equals("https");
    try {
      addresses(host(uri), encrypted);
    } catch (NotPermitted refused) {
      return Optional.of(
          refused.getMessage()
              + ". The operator may name networks in planledger.webhooks.networks.");
    } catch (UnknownHostException unknown) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
