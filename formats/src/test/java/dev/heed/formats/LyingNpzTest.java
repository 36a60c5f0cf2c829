package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are damaged or made to mislead. */
class LyingNpzTest {
  /** An archive as the JDK writes it: deflated, sizes behind the bytes. */
  private static byte[] zip(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] archive(String member) throws IOException {
    return zip(Map.of(member, Fixtures.numpy("vector.npy")));
  }

  private static byte[] replaced(byte[] file, String from, String to) {
    String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer little(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Offset of the first central directory entry. */
  private static int directory(byte[] file) {
    return little(file).getInt(file.length - 6);
  }

  @Test
  void archivesOfTheJdkAreRead() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("b.npy", Fixtures.numpy("f4_be_f.npy"));
    members.put("a.npy", Fixtures.numpy("u1_c.npy"));
    assertThat(Fixtures.read("a.npz", zip(members)).keySet()).containsExactly("b", "a");
  }

  @Test
  void theJdkReadsWhatIsWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzWriter.write(out, Fixtures.read("stored.npz"), Place.in("a.npz"));
    ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
    for (String name : new String[] {"Q.npy", "K.npy", "V.npy", "keep.npy"}) {
      assertThat(zip.getNextEntry()).isNotNull().extracting(ZipEntry::getName).isEqualTo(name);
      assertThat(Fixtures.single(name, zip.readAllBytes()).rank()).isEqualTo(2);
    }
    assertThat(zip.getNextEntry()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Q.npy",
        "../Q.npy",
        "a/../Q.npy",
        "a//Q.npy",
        "./Q.npy",
        "a\\Q.npy",
        "C:Q.npy",
        ".npy",
        "a\nb.npy",
        "a/.npy"
      })
  void namesThatCouldLeaveAFolderAreRefused(String member) throws IOException {
    assertThat(Fixtures.refusal("a.npz", archive(member))).contains("name");
    String name = member.substring(0, member.length() - 4);
    if (!name.isEmpty()) {
      Tensor tensor = Tensor.of(new float[1], 1);
      assertThatThrownBy(() ->
              NpzWriter.write(new ByteArrayOutputStream(), Map.of(name, tensor), Place.in("a.npz")))
          .isInstanceOf(FileException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "archive/data.pkl, PyTorch",
    "[Content_Types].xml, office document",
    "README.txt, is no .npy array",
    "folder/, is no .npy array"
  })
  void membersThatAreNoArraysAreRefused(String member, String words) throws IOException {
    assertThat(Fixtures.refusal("a.npz", archive(member))).contains(words);
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() {
    byte[] file = replaced(Fixtures.numpy("stored.npz"), "K.npy", "Q.npy");
    assertThat(Fixtures.refusal("a.npz", file)).contains("'Q.npy'", "twice");
  }

  @Test
  void aNameThatOnlyTheDirectoryHasIsRefused() {
    byte[] file = Fixtures.numpy("stored.npz");
    file[directory(file) + 46] = 'X';
    assertThat(Fixtures.refusal("a.npz", file)).contains("another name").contains("disagree");
  }

  @ParameterizedTest
  @CsvSource({
    "8, encrypted, 1",
    "10, method 14, 14",
    "12, , 1",
    "16, another CRC, 77",
    "20, '', 77",
    "24, '', 77",
    "42, 'byte 77, not', 77"
  })
  void aChangedFieldOfTheDirectoryIsRefused(int field, String words, int value) {
    byte[] file = Fixtures.numpy("stored.npz");
    if (field == 12) {
      // The date is nobody's business.
      file[directory(file) + field] = (byte) value;
      assertThat(Fixtures.read("a.npz", file)).hasSize(4);
      return;
    }
    file[directory(file) + field] = (byte) value;
    assertThat(Fixtures.refusal("a.npz", file)).contains(words);
  }

  @Test
  void aMemberThatTheDirectoryHidesIsRefused() {
    byte[] file = Fixtures.numpy("stored.npz");
    int first = directory(file);
    ByteBuffer bytes = little(file);
    int length = 46 + bytes.getShort(first + 28);
    byte[] hidden = new byte[file.length - length];
    System.arraycopy(file, 0, hidden, 0, first);
    System.arraycopy(file, first + length, hidden, first, file.length - first - length);
    int end = hidden.length - 22;
    ByteBuffer fields = little(hidden);
    fields.putShort(end + 8, (short) 3).putShort(end + 10, (short) 3);
    fields.putInt(end + 12, fields.getInt(end + 12) - length);
    assertThat(Fixtures.refusal("a.npz", hidden)).contains("not 0").contains("disagree");
  }

  @Test
  void bytesInFrontOrBehindAreRefused() {
    byte[] file = Fixtures.numpy("stored.npz");
    byte[] longer = java.util.Arrays.copyOf(file, file.length + 1);
    assertThat(Fixtures.refusal("a.npz", longer)).contains("no directory at its end");
  }

  @Test
  void aChangedNumberIsFoundByItsCrc() {
    byte[] file = Fixtures.numpy("stored.npz");
    int header = 30 + 5 + 20;
    file[header + 128] ^= 1;
    assertThat(Fixtures.refusal("a.npz", file)).contains("'Q.npy'", "CRC-32");
  }

  @Test
  void sizesThatDeflateCannotReachAreRefusedUnread() {
    byte[] file = Fixtures.numpy("deflated.npz");
    int entry = directory(file);
    ByteBuffer bytes = little(file);
    int packed = bytes.getInt(entry + 20);
    bytes.putInt(entry + 24, packed * 1033);
    assertThat(Fixtures.refusal("a.npz", file)).contains("at most 1032");
  }

  /** A header that claims {@code count} float64 numbers, then as many zero bytes as wanted. */
  private static byte[] bomb(int count, long zeros, int padding) throws IOException {
    byte[] header = NpyHeader.write(DType.FLOAT64, Shape.of(count));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(9, true);
    CRC32 crc = new CRC32();
    var out = new java.util.zip.DeflaterOutputStream(packed, deflater);
    out.write(header);
    crc.update(header);
    byte[] block = new byte[1 << 20];
    for (long done = 0; done < zeros; done += block.length) {
      out.write(block);
      crc.update(block);
    }
    out.finish();
    deflater.end();
    packed.write(new byte[padding]);
    long size = header.length + 8L * count;
    byte[] name = {'Q', '.', 'n', 'p', 'y'};
    ByteBuffer file = ByteBuffer.allocate(30 + 5 + 20 + packed.size() + 46 + 5 + 12 + 22);
    file.order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x04034b50).putShort((short) 45).putShort((short) 0).putShort((short) 8);
    file.putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    file.putShort((short) 5).putShort((short) 20).put(name);
    file.putShort((short) 1).putShort((short) 16).putLong(size).putLong(packed.size());
    file.put(packed.toByteArray());
    int directory = file.position();
    file.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 0);
    file.putShort((short) 8).putInt(0).putInt((int) crc.getValue());
    file.putInt(packed.size()).putInt(-1).putShort((short) 5).putShort((short) 12);
    file.putShort((short) 0).putInt(0).putInt(0).putInt(0).put(name);
    file.putShort((short) 1).putShort((short) 8).putLong(size);
    file.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
    file.putInt(63).putInt(directory).putShort((short) 0);
    return file.array();
  }

  @Test
  void aDeflatedArrayLargerThanAChunkIsRead() throws IOException {
    Tensor tensor = Fixtures.array(Fixtures.read("a.npz", bomb(1 << 20, 8L << 20, 0)), "Q");
    assertThat(tensor.shape().sizes()).containsExactly(1 << 20);
    assertThat(tensor.toDoubleArray()).isEqualTo(new double[1 << 20]);
  }

  @Test
  void aBombIsRefusedByTheLimitBeforeItUnpacks() throws IOException {
    byte[] file = bomb(1 << 27, 1L << 20, (1 << 20) + 4096);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThat(Fixtures.refusal("a.npz", file, 1 << 20))
                .contains("needs 1073741824 bytes", "limit for the arrays of one file is 1048576"));
  }

  @Test
  void memoryGrowsWithWhatUnpacksAndNotWithWhatIsClaimed() throws IOException {
    // The claim is larger than any test JVM's heap, and possible for 16 MB of deflated bytes.
    byte[] file = bomb(Integer.MAX_VALUE - 8, 1L << 20, 1 << 24);
    assertThat(Fixtures.refusal("a.npz", file, Long.MAX_VALUE)).contains("number 131072 of");
  }

  @Test
  void deflatedBytesThatAreLeftOverAreRefused() throws IOException {
    assertThat(Fixtures.refusal("a.npz", bomb(1 << 17, 1L << 20, 5)))
        .contains("deflated bytes end");
    assertThat(Fixtures.refusal("a.npz", bomb(1 << 16, 1L << 20, 0))).contains("more than");
  }

  @Test
  void allArraysOfAFileShareOneLimit() {
    byte[] file = Fixtures.numpy("stored.npz");
    assertThat(Fixtures.refusal("a.npz", file, 24 + 96 + 31)).contains("needs 120 + 32 bytes");
  }

  @Test
  void moreMembersThan16BitsCountAreWrittenAndRead() throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    Tensor scalar = Tensor.of(new float[] {2}, new int[0]);
    for (int i = 0; i < 65_537; i++) {
      arrays.put("a" + i, scalar);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzWriter.write(out, arrays, Place.in("a.npz"));
    assertThat(Fixtures.read("a.npz", out.toByteArray()).keySet()).isEqualTo(arrays.keySet());
  }
}
