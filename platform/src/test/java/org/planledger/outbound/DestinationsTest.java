package org.planledger.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
  private static final Destinations PUBLIC = new Destinations(List.of());
  private static final Destinations INTRANET =
      new Destinations(List.of("10.1.0.0/16", " fd00:1::/32", "127.0.0.1"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "100.100.100.200",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[2001:db8::1]",
        "localhost",
        "2130706433",
        "0x7f.1"
      })
  void whatIsNotPublicIsRefused(String host) {
    assertThat(PUBLIC.refusal("https://%s/hook".formatted(host))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://8.8.8.8/hook?of=planledger",
        "https://[2606:4700:4700::1111]:8443/",
        "https://172.32.0.1",
        "https://11.0.0.1",
        "https://a-name-that-nobody-has.invalid/hook"
      })
  void whatIsPublicIsNot(String url) {
    assertThat(PUBLIC.refusal(url)).isEmpty();
  }

  @Test
  void networksThatTheOperatorNamesArePermittedOverHttpToo() {
    for (String url :
        List.of(
            "https://10.1.2.3/hook",
            "http://10.1.2.3:8080/hook",
            "http://[fd00:1::5]/hook",
            "http://127.0.0.1:9/hook")) {
      assertThat(INTRANET.refusal(url)).as(url).isEmpty();
      assertThat(PUBLIC.refusal(url)).as(url).isPresent();
    }
    assertThat(INTRANET.refusal("https://10.2.0.1/")).isPresent();
    assertThat(INTRANET.refusal("https://127.0.0.2/")).isPresent();
    assertThat(INTRANET.refusal("http://8.8.8.8/"))
        .hasValueSatisfying(why -> assertThat(why).contains("over https only"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "example.org/hook",
        "https:///hook",
        "https://user:word@8.8.8.8/",
        "https://8.8.8.8/#there",
        "https://8.8.8.8:99999/",
        "https://8.8.8.8 /",
        "file:///etc/passwd"
      })
  void whatIsNoAddressOfAReceiverIsRefused(String url) {
    assertThat(INTRANET.refusal(url)).as(url).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "localhost", "10.0.0/8", "::/x", "", "10.0.0.0/-1", "fade"})
  void whatIsNoNetworkIsRefused(String network) {
    assertThatThrownBy(() -> new Destinations(List.of(network)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no block of addresses");
  }
}
